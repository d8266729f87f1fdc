using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Sources.Census;
using Fathom.Sources.Glibc;
using Fathom.Sources.HotSpot.Objects;
using Fathom.Sources.Memory;

namespace Fathom.Sources.HotSpot.Holders;

/// <summary>
/// Where in malloc's memory an object's address may be a handle of HotSpot's. It is none in free blocks, in blocks of other
/// libraries, in what a collector has for its work, and where a thread says what part of the heap is its own.
/// </summary>
sealed class HandlePlaces(
    ChunkIndex index, IMemory memory, OthersBlocks others, CollectorStacks stacks, LocalHandles locals, IReadOnlyList<AddressRange> buffers)
{
    /// <summary>
    /// Blocks of handles are small: 32 of them, or 64 (runtime/jniHandles.hpp, gc/shared/oopStorage.cpp). Those of arenas are
    /// told by <see cref="HandleChunks"/>; other large ones with addresses of objects are queues of a collector.
    /// </summary>
    const ulong Large = 64 * 1024;

    public static HandlePlaces Of(HeapSight heap, HeapMoment moment, ChunkIndex index, IMemory memory, ChunkCensus? census, string library)
    {
        Address start = moment.Parts.Min(part => part.Used.Start), end = moment.Parts.Max(part => part.Used.End);
        CollectorStacks stacks = new(memory, index, new AddressRange(start, end));
        return new(index, memory, new OthersBlocks(census, library), stacks, new LocalHandles(memory, index, LocalHandles.Layout.Of(heap.Vm)), Tlabs.Descriptions(heap.Vm));
    }

    public bool MayHold(ulong at, in ChunkRef block)
    {
        ushort group = index.GroupOf(block);
        return group != ChunkIndex.NotLive && !others.Has(group) && IsWithin(at, block) && !stacks.Have(block) && !locals.IsOld(at, block) && !IsOfBuffer(at);
    }

    public bool IsLarge(in ChunkRef block) => SizeOf(block) >= Large;

    /// <summary>What lies behind it is of a block that the index has not, for want of room.</summary>
    bool IsWithin(ulong at, in ChunkRef block) => unchecked(at - block.User) < SizeOf(block) - 8;

    ulong SizeOf(in ChunkRef block) => Math.Max(Chunk.Least, ForeignWord.At(memory, block.Chunk, 8) & ~Chunk.Flags ?? 0);

    bool IsOfBuffer(ulong at)
    {
        foreach (AddressRange buffer in buffers)
        {
            if (buffer.Contains(new Address(at)))
                return true;
        }
        return false;
    }
}
