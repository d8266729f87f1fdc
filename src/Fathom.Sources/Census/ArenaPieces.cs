using System.Buffers.Binary;
using Fathom.Evidence;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Census;

/// <summary>
/// Pieces of HotSpot's arenas (share/memory/arena.hpp, Chunk): the next piece's address, then how many bytes follow the
/// piece's header. So a piece proves itself: its length is what its chunk has room for.
/// </summary>
sealed class ArenaPieces(ChunkIndex index, GroupTable groups, IMemory memory)
{
    /// <summary>Two words, or three (25: a stamp of the compiler's statistics), malloc's own word and its rounding.</summary>
    const ulong LeastHeader = 16 + 8, MostHeader = 24 + 8 + 15;

    /// <summary>The smallest that HotSpot makes is 256 bytes less 40.</summary>
    const ulong Least = 200;

    readonly byte[] _head = new byte[16];

    /// <summary>Whether a chunk is one; if so, which piece follows it, 0 for none.</summary>
    public bool IsPiece(in ChunkRef chunk, out ulong next)
    {
        next = 0;
        ulong size = SizeOf(chunk);
        if (size < Least + LeastHeader || memory.Read(new Address(chunk.User), _head) != _head.Length)
            return false;
        next = BinaryPrimitives.ReadUInt64LittleEndian(_head);
        ulong header = unchecked(size - BinaryPrimitives.ReadUInt64LittleEndian(_head.AsSpan(8)));
        ulong most = MostHeader + (chunk.Block < 0 ? Bytes.PageSize : 0UL);
        return header >= LeastHeader && header <= most && size - header >= Least && header % 8 == 0 && (next == 0 || index.Find(next).Found);
    }

    /// <summary>With malloc's header; 0 for what was not looked at.</summary>
    public ulong SizeOf(in ChunkRef chunk)
    {
        if (chunk.Block < 0)
            return index.Large[chunk.Index].Size;
        ushort group = index.GroupOf(chunk);
        ulong size = group <= GroupTable.Rest ? 0 : (ulong)groups[group].Slot << 4;
        if (size < ChunkIndex.BigSize)
            return size;
        foreach ((ulong at, ulong length) in index.Blocks[chunk.Block].Big)
        {
            if (at == chunk.Chunk)
                return length;
        }
        return 0;
    }
}
