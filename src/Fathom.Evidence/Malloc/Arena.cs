namespace Fathom.Evidence.Malloc;

/// <summary>One arena of glibc's malloc (struct malloc_state): heaps, and the lists of what is free in them.</summary>
public sealed record Arena
{
    /// <summary>As malloc_info counts: 0 is the main arena.</summary>
    public required int Number { get; init; }

    public required Address Address { get; init; }

    public bool IsMain => Number == 0;

    /// <summary>In address order. For the main arena what it got from brk, and pieces from mmap where brk failed.</summary>
    public IReadOnlyList<ArenaHeap> Heaps { get; init; } = [];

    /// <summary>What it has from the kernel now, by its own count (system_mem).</summary>
    public Bytes System { get; init; }

    /// <summary>… and the most it ever had.</summary>
    public Bytes MaxSystem { get; init; }

    /// <summary>Live chunks: neither free nor cached.</summary>
    public ChunkTotal InUse { get; init; }

    /// <summary>Chunks in its bins; without top and fast bins.</summary>
    public ChunkTotal Free { get; init; }

    public ChunkTotal Fastbin { get; init; }

    /// <summary>Its chunks in caches of threads, whichever arena those threads use.</summary>
    public ChunkTotal Tcache { get; init; }

    public ChunkTotal Cached => Fastbin + Tcache;

    public Bytes Top { get; init; }

    /// <summary>Headers of heaps and arena, and fenceposts.</summary>
    public Bytes Overhead { get; init; }

    /// <summary>Stretches in which chunks could not be told apart: headers in swap, or a broken chain.</summary>
    public Bytes Unsplit { get; init; }

    /// <summary>Pages in memory by what they hold.</summary>
    public HeapSplit Resident => Heaps.Aggregate(default(HeapSplit), (sum, heap) => sum + heap.Resident);

    public HeapSplit Swapped => Heaps.Aggregate(default(HeapSplit), (sum, heap) => sum + heap.Swapped);

    /// <summary>Live, but never written to since malloc got it from the kernel (or it was returned).</summary>
    public Bytes InUseUntouched => InUse.Bytes - Resident.InUse - Swapped.InUse;

    /// <summary>Live chunks by size, most bytes first.</summary>
    public IReadOnlyList<SizeClass> SizeClasses { get; init; } = [];

    /// <summary>Who keeps free memory from being returned: sizes of the chunks beside it, most bytes first.</summary>
    public IReadOnlyList<PinningSize> Pins { get; init; } = [];

    /// <summary>Free chunks by the bin their size belongs to, and the fast bins; smallest first, empty ones left out.</summary>
    public IReadOnlyList<FreeBin> Bins { get; init; } = [];

    /// <summary>How many threads use it, by its own count; before glibc 2.23 there is none.</summary>
    public int? AttachedThreads { get; init; }

    /// <summary>Ids of the threads whose thread_arena points at it, as far as they were found.</summary>
    public IReadOnlyList<int> Threads { get; init; } = [];

    public required WalkProof Proof { get; init; }
}
