using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Census;
using Fathom.Sources.Memory;

namespace Fathom.Sources.HotSpot.Holders;

/// <summary>
/// What a collector has yet to mark, or to put back after, stands on stacks made of segments: 4 KiB less the header of
/// malloc, and behind the last element the segment below it (utilities/stack.hpp, Stack::default_segment_size). Between
/// collections all in them is old, and a few wait in a cache.
/// </summary>
sealed class CollectorStacks(IMemory memory, ChunkIndex index, AddressRange heap)
{
    const int Words = 511;

    /// <summary>Beside objects: elements of an array by number, and marks, which are a hash and some bits (oops/markWord.hpp).</summary>
    const ulong MostOfOthers = 1UL << 40;

    readonly Dictionary<ulong, bool> _known = [];

    public bool Have(in ChunkRef block)
    {
        ref bool known = ref CollectionsMarshal.GetValueRefOrAddDefault(_known, block.Chunk, out bool wasKnown);
        if (!wasKnown)
            known = IsSegment(block);
        return known;
    }

    bool IsSegment(in ChunkRef block) => Lead(block) is { } lead && IsFilled(block.User + lead) && IsLinked(block.User + lead);

    /// <summary>What native memory tracking has in front of it; null for blocks of another size.</summary>
    ulong? Lead(in ChunkRef block) => (ForeignWord.At(memory, block.Chunk, 8) & ~7UL) switch
    {
        0x1000 => 0,
        0x1010 or 0x1020 => 16,
        _ => null,
    };

    bool IsFilled(ulong segment)
    {
        Span<ulong> words = stackalloc ulong[Words - 1];
        if (memory.Read(new Address(segment), MemoryMarshal.AsBytes(words)) != words.Length * 8)
            return false;
        int objects = 0;
        foreach (ulong word in words)
        {
            if (IsInHeap(word))
                objects++;
            else if (word >= MostOfOthers)
                return false;
        }
        return objects > 0;
    }

    bool IsInHeap(ulong word) => unchecked(word - heap.Start.Value) < (ulong)heap.Length.Value;

    bool IsLinked(ulong segment) => ForeignWord.At(memory, segment, (Words - 1) * 8) is { } next
        && (next == 0 || (index.FindInside(next) is { Found: true } below && next - below.User <= 16 && Lead(below) == next - below.User));
}
