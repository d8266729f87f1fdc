using Fathom.Evidence;

namespace Fathom.Sources.Glibc;

/// <summary>A stretch of chunks to walk.</summary>
/// <param name="Range">All of its memory, as far as it was ever made usable.</param>
/// <param name="First">Where its first chunk is; null where that must be found.</param>
sealed record Segment(AddressRange Range, ulong? First)
{
    /// <summary>heap_info; null for the main arena's memory.</summary>
    public ulong? Info { get; init; }

    /// <summary>How far it may grow while we walk: to the next mapping.</summary>
    public required ulong Limit { get; init; }

    /// <summary>Whether it ends at the program break: only then can its top be returned.</summary>
    public bool IsBreak { get; init; }

    /// <summary>What systrim rounds to: a page, or a huge one (glibc.malloc.hugetlb=1).</summary>
    public ulong TrimUnit { get; init; } = Bytes.PageSize;
}
