using System.Numerics;
using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// CMS's old space: objects and free chunks one behind the other from its bottom to its end
/// (gc/cms/compactibleFreeListSpace.hpp, up to 13). Lists hold the chunks by size, a tree those that are large, and one is
/// being handed out in pieces.
/// </summary>
sealed class CmsSpace(Vm vm, Address space)
{
    /// <summary>IndexSetSize: chunks of fewer words have a list of their own.</summary>
    const int Lists = 257;
    const ulong LargestList = 1024;
    const string Type = "CompactibleFreeListSpace";
    const string List = "AdaptiveFreeList<FreeChunk>";

    // FreeList { _head, _tail, _size, _count }: JDK 8 does not show the last two.
    const int CountAt = 24;

    public static CmsSpace? Of(Vm vm, Address? heap) =>
        heap is { } known && vm.Pointer(HeapReader.OldGeneration(vm, known), "ConcurrentMarkSweepGeneration", "_cmsSpace") is { } space
            ? new CmsSpace(vm, space) : null;

    public AddressRange? Range => Vm.Range(vm.Pointer(space, "Space", "_bottom"), vm.Pointer(space, "Space", "_end"));

    /// <summary>Where blocks begin.</summary>
    public BlockOffsets? Offsets => BlockOffsets.Of(vm, vm.At(space, Type, "_bt"));

    /// <summary>Null where the lists cannot be read.</summary>
    public FreeRoom? Room()
    {
        if (vm.Word(vm.Pointer(space, Type, "_dictionary"), "AFLBinaryTreeDictionary", "_total_size") is not { } large
            || vm.Word(vm.At(space, Type, "_smallLinearAllocBlock"), "LinearAllocBlock", "_word_size") is not { } pieces
            || vm.At(space, Type, "_indexedFreeList[0]") is not { } lists
            || vm.Tables.Size(List) is not { } size || size is <= CountAt or > LargestList || size % 8 != 0)
            return null;
        ulong[] words = new ulong[Lists * (int)size / 8];
        if (vm.Memory.Read(lists, MemoryMarshal.AsBytes(words.AsSpan())) != words.Length * 8)
            return null;
        return Sum(words, (int)size / 8, large, pieces);
    }

    /// <summary>The state is of all that the lists say: their heads and tails, their counts, and how often they were used.</summary>
    static FreeRoom? Sum(ReadOnlySpan<ulong> lists, int each, ulong large, ulong pieces)
    {
        unchecked
        {
            ulong sum = large + pieces, state = (large * 31) + pieces;
            for (int i = 0; i < Lists; i++)
                sum += (ulong)i * lists[(i * each) + (CountAt / 8)];
            foreach (ulong word in lists)
                state = (BitOperations.RotateLeft(state, 5) ^ word) * 0x9E3779B97F4A7C15;
            return HeapFigures.Amount(sum * 8) is { } free ? new FreeRoom(free, state) : null;
        }
    }
}

/// <param name="State">Another number as soon as a chunk is taken or given back.</param>
readonly record struct FreeRoom(Bytes Free, ulong State);
