namespace Fathom.Evidence.HotSpot;

/// <summary>VM.native_memory in any of its forms, of any JDK, in any scale.</summary>
/// <param name="Scale">What one unit of the report's figures is: 1 where it is exact.</param>
public sealed record NmtReport(NmtKind Kind, Bytes Scale)
{
    public NmtAmount Reserved { get; init; }

    public NmtAmount Committed { get; init; }

    /// <summary>The total that 17 and later print; null in 8 and 11.</summary>
    public NmtBlocks? Malloc { get; init; }

    /// <summary>The total that 17 and later print; null in 8 and 11.</summary>
    public NmtVirtual? Mmap { get; init; }

    public IReadOnlyList<NmtCategory> Categories { get; init; } = [];

    /// <summary>The virtual memory map. Ascending in 8 to 17, descending in 21 and 25.</summary>
    public IReadOnlyList<NmtRegion> Regions { get; init; } = [];

    public IReadOnlyList<NmtSite> Sites { get; init; } = [];

    /// <summary>What is allocated in memory files, by offset; ZGC's heap from 24 on.</summary>
    public IReadOnlyList<NmtFileBlock> FileBlocks { get; init; } = [];

    /// <summary>Sites that the report says it left out, being smaller than its scale.</summary>
    public long OmittedSites { get; init; }

    /// <summary>Lines of a statistics report. No two versions have the same, so they are kept as they are.</summary>
    public IReadOnlyList<string> Statistics { get; init; } = [];

    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];

    /// <summary>The report's sums held against its totals; empty where it prints no total.</summary>
    public IReadOnlyList<NmtCheck> Checks => NmtCheck.Of(this);

    public NmtCountCheck? CountCheck => NmtCountCheck.Of(this);

    public NmtCategory? Category(string key)
    {
        foreach (NmtCategory category in Categories)
        {
            if (category.Key == key)
                return category;
        }
        return null;
    }
}
