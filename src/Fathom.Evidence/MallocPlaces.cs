namespace Fathom.Evidence;

/// <summary>Where glibc's malloc keeps memory, found by its own marks in memory and not by the look of addresses.</summary>
public sealed record MallocPlaces(
    IReadOnlyList<HeapSegment> Heaps, IReadOnlyList<MmappedChunks> Mmapped, bool SearchComplete)
{
    public static MallocPlaces None { get; } = new([], [], true);
}

/// <summary>One heap of an arena, up to where it was ever made usable (heap_info in malloc/arena.c).</summary>
public readonly record struct HeapSegment(AddressRange Range, Address Arena);

/// <summary>Neighbouring chunks that malloc took with mmap, one for each large request.</summary>
public readonly record struct MmappedChunks(AddressRange Range, int Count);
