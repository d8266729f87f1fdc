using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>
/// How a free chunk looks between the objects of CMS's old space (FreeChunk { _size, _prev, _next } in gc/cms/freeChunk.hpp), and
/// how short no block is there.
/// </summary>
/// <param name="inMark">With compressed oops the mark says that it is one, and how long; else a bit where an object has its class.</param>
/// <param name="alignment">Of objects.</param>
sealed class HeapBlocks(bool inMark, long alignment, BlockOffsets offsets)
{
    const long ChunkHeader = 24;

    readonly long _least = (ChunkHeader + alignment - 1) & -alignment;

    public static HeapBlocks? Of(VmFlags flags, CmsSpace space)
    {
        long alignment = (long)(flags.Number("ObjectAlignmentInBytes") is { } asked and >= 8 and <= 256 ? asked : 8);
        return flags.Bool("UseCompressedOops") is { } compressed && space.Offsets is { } offsets
            ? new HeapBlocks(compressed, alignment, offsets) : null;
    }

    /// <summary>The length of the free chunk that begins with these bytes: zero where none does, below zero where none can be so long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long FreeAt(ReadOnlySpan<byte> bytes, ulong room)
    {
        // markOopDesc::is_cms_free_chunk: neither locked nor biased, and the bit above the age; the size is the rest.
        const ulong freeBits = 0x87, free = 0x81;
        const int sizeShift = 8, classAt = 8;
        unchecked
        {
            ulong first = MemoryMarshal.Read<ulong>(bytes);
            bool isFree = inMark ? (first & freeBits) == free : (bytes[classAt] & 1) != 0;
            if (!isFree)
                return 0;
            ulong words = inMark ? first >> sizeShift : first;
            return words <= room / 8 && (long)words * 8 >= _least ? (long)words * 8 : -1;
        }
    }

    /// <summary>What an object takes up (CompactibleFreeListSpace::adjustObjectSize): there is room for a free chunk once it is dead.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long SizeFor(long size) => Math.Max(size, _least);

    /// <summary>Where a block starts, not far before an address or far before a block that is long.</summary>
    public ulong? StartBefore(ulong at) => offsets.StartBefore(at);
}
