using System.Buffers.Binary;
using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Sources.Glibc;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Census;

/// <summary>Sorts chunks after the walk, one by one: those that something points to, outside of the sample.</summary>
sealed class ChunkSorter(ChunkIndex index, ChunkSorting sorting, GroupTable groups, IMemory memory)
{
    /// <summary>Each is a read of its own: 0.1 s together.</summary>
    const int Most = 64 * 1024;

    readonly byte[] _head = new byte[16 + ChunkSorting.HeadBytes];
    int _sorted;

    public bool HasTag(ushort group) => group > GroupTable.Rest && groups[group].Tag >= 0;

    public bool HasSized => sorting.HasSized;

    /// <summary>Begins with its own size.</summary>
    public bool IsSized(ushort group) => group > GroupTable.Rest && groups[group].Content == (byte)ContentKind.Sized;

    public ushort Sort(in ChunkRef chunk)
    {
        if (_sorted++ >= Most)
            return GroupTable.NotLooked;
        int got = memory.Read(new Address(chunk.Chunk), _head);
        ulong word = got < 48 ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(_head.AsSpan(8));
        ulong size = word & ~Chunk.Unaligned;
        if (size < Chunk.Least)
            return GroupTable.NotLooked;
        ushort group = sorting.GroupOf(size, _head.AsSpan(16, (int)Math.Min((ulong)(got - 16) & ~7UL, size - 8)));
        index.SetGroup(chunk, group);
        return group;
    }

    /// <summary>As far as it matters: up to what is looked at of a chunk.</summary>
    public ulong SizeOf(in ChunkRef chunk)
    {
        if (chunk.Block < 0)
            return index.Large[chunk.Index].Size - 8;
        ushort group = index.GroupOf(chunk);
        ulong size = group <= GroupTable.Rest ? Chunk.Least : (ulong)groups[group].Slot << 4;
        return Math.Min(size, ChunkIndex.BigSize);
    }
}
