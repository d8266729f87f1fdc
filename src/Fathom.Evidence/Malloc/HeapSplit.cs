namespace Fathom.Evidence.Malloc;

/// <summary>
/// Bytes of pages in one state (in memory, or in swap) by what lies in them. They add up to those pages exactly, so a
/// ledger can post them in place of the pages.
/// </summary>
public readonly record struct HeapSplit
{
    /// <summary>Live chunks.</summary>
    public Bytes InUse { get; init; }

    /// <summary>Chunks in fast bins and threads' caches, unless a trim would return their page.</summary>
    public Bytes Cached { get; init; }

    /// <summary>Whole pages that malloc_trim(0) would return now, at the top or inside free chunks.</summary>
    public Bytes Trimmable { get; init; }

    /// <summary>Free chunks, or parts of them, that share their pages with chunks that are not free.</summary>
    public Bytes Locked { get; init; }

    /// <summary>The end of an arena that was never cut into chunks, as far as a trim would leave it.</summary>
    public Bytes Top { get; init; }

    /// <summary>malloc's own headers of heaps and arenas, fenceposts, and what no chunk could be made of.</summary>
    public Bytes Overhead { get; init; }

    /// <summary>Where chunks could not be told: headers in swap, or a broken chain.</summary>
    public Bytes Unsplit { get; init; }

    public Bytes Free => Trimmable + Locked + Top;

    public Bytes Total => InUse + Cached + Trimmable + Locked + Top + Overhead + Unsplit;

    public static HeapSplit operator +(HeapSplit a, HeapSplit b) => new()
    {
        InUse = a.InUse + b.InUse,
        Cached = a.Cached + b.Cached,
        Trimmable = a.Trimmable + b.Trimmable,
        Locked = a.Locked + b.Locked,
        Top = a.Top + b.Top,
        Overhead = a.Overhead + b.Overhead,
        Unsplit = a.Unsplit + b.Unsplit,
    };

    public static HeapSplit Add(HeapSplit left, HeapSplit right) => left + right;
}
