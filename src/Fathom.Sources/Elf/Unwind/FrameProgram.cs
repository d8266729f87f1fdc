namespace Fathom.Sources.Elf.Unwind;

/// <summary>Runs the instructions of one function's frames (DWARF 5, 6.4.2; GNU's own in the LSB core specification).</summary>
ref struct FrameProgram(FrameHead head, IRowSink rows)
{
    const int MostRemembered = 64;

    FrameRules _now = FrameRules.Start;
    FrameRules _first = FrameRules.Start;
    Stack<FrameRules>? _remembered;
    ulong _at;

    /// <summary>False where an instruction is unknown: what was said up to there holds, and nothing after it.</summary>
    public bool RunHead(ReadOnlySpan<byte> instructions)
    {
        bool isWhole = Run(instructions, 0);
        _first = _now;
        return isWhole;
    }

    public bool Run(ReadOnlySpan<byte> instructions, ulong start)
    {
        _at = start;
        DwarfCursor cursor = new(instructions, 0);
        while (!cursor.IsAtEnd)
        {
            byte code = cursor.Byte();
            if (!Obey(code, ref cursor) || cursor.IsBroken)
                return false;
        }
        return true;
    }

    public readonly void Say(ulong start, ulong end)
    {
        if (_at >= start && _at < end)
            rows.Add(_at, _now);
    }

    bool Obey(byte code, ref DwarfCursor cursor)
    {
        ulong low = code & 0x3FU;
        switch (code & 0xC0)
        {
            case 0x40:
                return Advance(low);
            case 0x80:
                _now.Saved(low, Factored(cursor.Unsigned()));
                return true;
            case 0xC0:
                _now.As(low, _first);
                return true;
            default:
                return ObeyLong(code, ref cursor);
        }
    }

    bool ObeyLong(byte code, ref DwarfCursor cursor)
    {
        switch (code)
        {
            case 0x00: // nop
                return true;
            case 0x02:
                return Advance(cursor.Byte());
            case 0x03:
                return Advance(cursor.UInt16());
            case 0x04:
                return Advance(cursor.UInt32());
            case 0x0A: // remember_state
                _remembered ??= new();
                _remembered.Push(_now);
                return _remembered.Count <= MostRemembered;
            case 0x0B: // restore_state
                if (_remembered is not { Count: > 0 })
                    return false;
                _now = _remembered.Pop();
                return true;
            case 0x2E: // GNU_args_size
                cursor.Unsigned();
                return true;
            default:
                return code is >= 0x0C and <= 0x0F or 0x12 or 0x13 ? ObeyCount(code, ref cursor) : ObeyRegister(code, ref cursor);
        }
    }

    /// <summary>def_cfa and its kin.</summary>
    bool ObeyCount(byte code, ref DwarfCursor cursor)
    {
        switch (code)
        {
            case 0x0C:
                _now.Count(cursor.Unsigned(), Offset(cursor.Unsigned()));
                return true;
            case 0x0D:
                _now.CountFrom(cursor.Unsigned());
                return true;
            case 0x0E:
                _now.CountFor(Offset(cursor.Unsigned()));
                return true;
            case 0x0F:
                cursor.Take(cursor.Unsigned());
                _now.CountByExpression();
                return true;
            case 0x12:
                _now.Count(cursor.Unsigned(), Factored(unchecked((ulong)cursor.Signed())));
                return true;
            default:
                _now.CountFor(Factored(unchecked((ulong)cursor.Signed())));
                return true;
        }
    }

    bool ObeyRegister(byte code, ref DwarfCursor cursor)
    {
        ulong register = code is >= 0x05 and <= 0x09 or 0x10 or 0x11 or >= 0x14 and <= 0x16 or 0x2F ? cursor.Unsigned() : ulong.MaxValue;
        switch (code)
        {
            case 0x05: // offset_extended
                _now.Saved(register, Factored(cursor.Unsigned()));
                return true;
            case 0x06: // restore_extended
                _now.As(register, _first);
                return true;
            case 0x08: // same_value
                _now.Kept(register);
                return true;
            case 0x11: // offset_extended_sf
                _now.Saved(register, Factored(unchecked((ulong)cursor.Signed())));
                return true;
            case 0x2F: // GNU_negative_offset_extended
                _now.Saved(register, -Factored(cursor.Unsigned()));
                return true;
            case 0x07: // undefined
                break;
            case 0x09: // register
            case 0x14: // val_offset
                cursor.Unsigned();
                break;
            case 0x15: // val_offset_sf
                cursor.Signed();
                break;
            case 0x10: // expression
            case 0x16: // val_expression
                cursor.Take(cursor.Unsigned());
                break;
            default:
                return false;
        }
        _now.Forgotten(register);
        return true;
    }

    bool Advance(ulong count)
    {
        rows.Add(_at, _now);
        _at = unchecked(_at + count * head.CodeFactor);
        return true;
    }

    readonly long Factored(ulong value) => unchecked((long)value * head.DataFactor);

    static long Offset(ulong value) => unchecked((long)value);
}
