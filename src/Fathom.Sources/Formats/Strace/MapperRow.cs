namespace Fathom.Sources.Formats.Strace;

/// <summary>
/// Sums of one thread at one place in the code. What became usable by its calls, and what of that went; they may wrap, their
/// difference does not.
/// </summary>
sealed class MapperRow(int? tid, int site, RangeKind kind)
{
    public int? Tid => tid;

    /// <summary>-1 without a stack.</summary>
    public int Site => site;

    public RangeKind Kind => kind;

    public long Calls { get; set; }

    public ulong Mapped { get; private set; }

    public ulong Unmapped { get; private set; }

    /// <summary>What became unusable by its own calls, whoever had mapped it.</summary>
    public ulong Released { get; private set; }

    /// <summary>Whose pages it gave back, though they stay mapped (madvise).</summary>
    public ulong Advised { get; private set; }

    public ulong Reserved { get; set; }

    public ulong Files { get; set; }

    public int ArenaHeaps { get; set; }

    public ulong Net => unchecked(Mapped - Unmapped);

    public void Take(ulong bytes) => Mapped = unchecked(Mapped + bytes);

    /// <param name="of">Who gave it back.</param>
    public void Lose(ulong bytes, MapperRow of)
    {
        Unmapped = unchecked(Unmapped + bytes);
        of.Released = unchecked(of.Released + bytes);
    }

    public void TakeBack(ulong bytes, MapperRow of) => Lose(unchecked(0UL - bytes), of);

    public void Advise(ulong bytes) => Advised = unchecked(Advised + bytes);
}
