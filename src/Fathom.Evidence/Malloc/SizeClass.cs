namespace Fathom.Evidence.Malloc;

/// <summary>Live chunks of one size. Below 64 KiB sizes are exact; above, a class ends at a power of two.</summary>
/// <param name="ChunkSize">With header: malloc(n) makes chunks of n + 8, rounded up to 16, and 32 at least.</param>
public readonly record struct SizeClass(Bytes ChunkSize, ChunkTotal Total);

/// <summary>
/// Chunks of one size that lie directly beside free memory which a trim cannot return because of them.
/// </summary>
/// <param name="Count">How often such a chunk is a neighbour; one between two free ones counts twice.</param>
/// <param name="Locked">The free bytes on its side, up to the next page that could be returned, or half of them all.</param>
public readonly record struct PinningSize(Bytes ChunkSize, long Count, Bytes Locked);

/// <summary>Free chunks of one bin (malloc/malloc.c, bin_index).</summary>
/// <param name="Number">0 to 9 for fast bins, 2 to 126 for the others. Unsorted chunks count in the bin of their size.</param>
/// <param name="Smallest">The smallest chunk size that belongs there.</param>
public readonly record struct FreeBin(bool IsFast, int Number, Bytes Smallest, ChunkTotal Total);
