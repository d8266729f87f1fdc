namespace Fathom.Sources.Formats.Strace;

/// <summary>Sums of one thread at one place in the code. What became usable by its calls, and what of that went.</summary>
sealed class MapperRow(int? tid, int site)
{
    public int? Tid => tid;

    /// <summary>-1 without a stack.</summary>
    public int Site => site;

    public long Calls { get; set; }

    public ulong Mapped { get; set; }

    public ulong Unmapped { get; set; }

    public ulong Reserved { get; set; }

    public ulong Files { get; set; }

    public int ArenaHeaps { get; set; }
}
