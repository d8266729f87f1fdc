namespace Fathom.Sources.Elf.Unwind;

/// <summary>What is known of the registers that a walk needs, at one address (DWARF 5, 6.4.1). Numbers as on x86-64.</summary>
struct FrameRules
{
    public const ulong FramePointer = 6;
    public const ulong StackPointer = 7;
    const ulong ReturnAddress = 16;

    const long Unchanged = 0;
    const long Lost = long.MinValue;

    ulong _base;
    long _offset;
    long _frame;
    long _return;

    public static FrameRules Start => new() { _base = ulong.MaxValue, _return = Lost };

    public void Count(ulong from, long offset) => (_base, _offset) = (from, offset);

    public void CountFrom(ulong register) => _base = register;

    public void CountFor(long offset) => _offset = offset;

    public void CountByExpression() => _base = ulong.MaxValue;

    /// <param name="offset">From the CFA.</param>
    public void Saved(ulong register, long offset)
    {
        if (register == FramePointer)
            _frame = offset == Unchanged ? Lost : offset;
        else if (register == ReturnAddress)
            _return = offset;
    }

    public void Kept(ulong register)
    {
        if (register == FramePointer)
            _frame = Unchanged;
        else if (register == ReturnAddress)
            _return = Lost;
    }

    public void Forgotten(ulong register)
    {
        if (register == FramePointer)
            _frame = Lost;
        else if (register == ReturnAddress)
            _return = Lost;
    }

    public void As(ulong register, in FrameRules first)
    {
        if (register == FramePointer)
            _frame = first._frame;
        else if (register == ReturnAddress)
            _return = first._return;
    }

    /// <summary>What does not fit into a row ends the walk: a frame too few is better than a wrong one.</summary>
    public readonly UnwindRow At(uint pc)
    {
        bool isPlain = _base is FramePointer or StackPointer && _offset is >= 8 and <= short.MaxValue && _return == -8
            && (_frame == Unchanged || (_frame % 8 == 0 && _frame / 8 is >= sbyte.MinValue and < 0));
        return isPlain
            ? new UnwindRow(pc, (short)_offset, _base == FramePointer ? UnwindBase.Frame : UnwindBase.Stack, (sbyte)(_frame / 8))
            : UnwindRow.StopAt(pc);
    }
}
