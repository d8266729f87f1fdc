namespace Fathom.Evidence.HotSpot;

/// <summary>System.native_heap_info: glibc's malloc_info(3) as XML (malloc/malloc.c, __malloc_info).</summary>
public sealed record NativeHeapInfo
{
    public IReadOnlyList<MallocInfoHeap> Heaps { get; init; } = [];

    /// <summary>Sums over all arenas, which the text prints last.</summary>
    public MallocInfoHeap? Total { get; init; }

    public long? MmappedCount { get; init; }

    public Bytes? Mmapped { get; init; }

    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];
}
