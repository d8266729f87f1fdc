namespace Fathom.Evidence.HotSpot;

/// <summary>An arena of malloc_info, or the sum of all.</summary>
/// <param name="Number">From 0, the main arena; -1 for the sum.</param>
public sealed record MallocInfoHeap(int Number)
{
    public long FastCount { get; init; }

    public Bytes Fast { get; init; }

    /// <summary>Free chunks that are not in fast bins, the top included.</summary>
    public long RestCount { get; init; }

    public Bytes Rest { get; init; }

    public Bytes System { get; init; }

    public Bytes SystemMax { get; init; }

    public Bytes Aspace { get; init; }

    public Bytes AspaceMprotect { get; init; }

    /// <summary>Heaps of 64 MB that it has; null for the main arena.</summary>
    public long? Subheaps { get; init; }

    public IReadOnlyList<MallocInfoSize> Sizes { get; init; } = [];
}
