namespace Fathom.Evidence.Malloc;

/// <summary>A stretch of memory that an arena cuts into chunks.</summary>
/// <param name="Range">From its header to the end of what was ever made usable; beyond <paramref name="Size"/> it is idle.</param>
/// <param name="Size">What the arena counts of it (heap_info.size).</param>
public sealed record ArenaHeap(AddressRange Range, Bytes Size)
{
    /// <summary>All resident pages of <see cref="Range"/>, by what they hold.</summary>
    public HeapSplit Resident { get; init; }

    public HeapSplit Swapped { get; init; }

    /// <summary>The resident pages that malloc_trim(0) would return.</summary>
    public PageRuns Trimmable { get; init; } = PageRuns.Empty;
}
