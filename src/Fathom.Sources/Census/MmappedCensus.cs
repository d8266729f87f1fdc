using System.Buffers.Binary;
using Fathom.Evidence;
using Fathom.Sources.Glibc;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Census;

/// <summary>Chunks with mappings of their own. Neighbours are one range to the search, and are cut here again.</summary>
sealed class MmappedCensus(Snapshot snapshot, IMemory memory, ChunkIndex index, ChunkSorting sorting, CensusVisitor visitor)
{
    readonly byte[] _head = new byte[16 + ChunkSorting.HeadBytes];

    public void Add()
    {
        foreach (MmappedChunks each in snapshot.Malloc.Mmapped)
        {
            (ulong at, ulong end) = (each.Range.Start.Value, each.Range.End.Value);
            for (int left = each.Count; left > 0 && at < end; left--)
            {
                ulong size = left == 1 ? end - at : Math.Min(SizeAt(at), end - at);
                if (size == 0)
                    size = end - at;
                AlignedChunk aligned = AlignedChunk.Find(memory, new Address(at), size, end - at) ?? new AlignedChunk(0, size);
                size = left == 1 ? size : aligned.Lead + aligned.Size;
                Add(at, at + aligned.Lead, size - aligned.Lead);
                at += size;
            }
        }
    }

    /// <summary>Whole pages; from glibc 2.43 on a chunk's size leaves out its header.</summary>
    ulong SizeAt(ulong at)
    {
        Span<byte> header = stackalloc byte[16];
        ulong word = memory.Read(new Address(at), header) == 16 ? BinaryPrimitives.ReadUInt64LittleEndian(header[8..]) : 0;
        ulong size = word & ~Chunk.Unaligned;
        return size > ulong.MaxValue / 2 ? 0 : (size + 4095) & ~4095UL;
    }

    void Add(ulong start, ulong at, ulong size)
    {
        int got = memory.Read(new Address(at), _head.AsSpan(0, (int)Math.Min(size, (ulong)_head.Length))) & ~7;
        ushort group = got < 32 ? GroupTable.NotLooked : sorting.GroupOf(size | Chunk.IsMmapped, _head.AsSpan(16, got - 16));
        index.AddLarge(at, size, group, at - start);
        visitor.NoteAbsent(at, start, at + size);
    }
}
