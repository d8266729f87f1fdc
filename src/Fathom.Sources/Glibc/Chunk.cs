using Fathom.Evidence;

namespace Fathom.Sources.Glibc;

/// <summary>What a chunk is.</summary>
public enum ChunkState
{
    InUse,

    /// <summary>In one of its arena's bins.</summary>
    Free,

    /// <summary>Freed, and kept apart by its arena for the next request of this size.</summary>
    Fastbin,

    /// <summary>Freed, and kept by a thread for itself.</summary>
    Tcache,

    /// <summary>A mark of 16 bytes at the end of a heap: no chunk at all.</summary>
    Fencepost,
}

/// <summary>One chunk as a walk met it. Sizes are multiples of 16, so what it is fits below.</summary>
public readonly struct Chunk(ulong address, ulong word)
{
    // malloc/malloc.c: PREV_INUSE, IS_MMAPPED, NON_MAIN_ARENA.
    internal const ulong PreviousInUse = 1;
    internal const ulong IsMmapped = 2;
    internal const ulong NotMain = 4;
    internal const ulong Flags = 7;
    internal const ulong Unaligned = 15;

    internal const ulong Least = 32;
    internal const ulong FencepostSize = 16;

    /// <summary>Where its header is; what malloc returned is 16 bytes on.</summary>
    public ulong Address { get; } = address;

    public ulong Size => Word & ~Unaligned;

    public ulong End => unchecked(Address + Size);

    public ChunkState State => (ChunkState)(Word & Unaligned);

    /// <summary>Its size, with malloc's flags while its window is parsed and with its state afterwards.</summary>
    internal ulong Word { get; } = word;

    internal Chunk As(ChunkState state) => new(Address, Size | (ulong)state);
}

/// <summary>Sees every chunk of a walk once, in address order within a heap.</summary>
public interface IChunkVisitor
{
    /// <summary>An arena begins; if it began before, what was seen of it then is void, for it changed.</summary>
    void Begin(Address arena);

    /// <summary>Chunks whose headers lie in one stretch of memory, and that stretch. The last may go on beyond it.</summary>
    void Visit(ReadOnlySpan<Chunk> chunks, ulong start, ReadOnlySpan<byte> bytes);

    /// <summary>
    /// After the walk, once: chunks that were shown as in use, and turned out to be in a thread's cache; in address order.
    /// </summary>
    void Cached(ReadOnlySpan<ulong> chunks);
}
