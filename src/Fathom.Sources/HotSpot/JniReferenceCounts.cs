using System.Numerics;
using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// How many references native code has: in blocks of 64 with a bit for each that is in use (gc/shared/oopStorage.hpp, from
/// JDK 10 on), before in a list of blocks of 32 (runtime/jniHandles.hpp).
/// </summary>
static class JniReferenceCounts
{
    const int MostBlocks = 4_000_000;
    const int Batch = 4096;

    // A list is followed step by step, at some 10 us each.
    const int MostListed = 2000;
    const int BlockBits = 64 * 8;

    public static JniReferences? Read(Vm vm) =>
        Count(vm, "_global_handles") is var (global, blocks) && Count(vm, "_weak_global_handles") is var (weak, more)
            ? new JniReferences(global, weak, blocks + more)
            : null;

    static (long References, long Blocks)? Count(Vm vm, string field)
    {
        if (vm.Tables.Field("JNIHandles", field) is not { } known || vm.PointerStatic("JNIHandles", field) is not { } first)
            return null;
        return known.Type.StartsWith("JNIHandleBlock", StringComparison.Ordinal) ? OfList(vm, first) : OfStorage(vm.Memory, first);
    }

    /// <summary>OopStorage { name, active array, … }; ActiveArray { size, blocks in use, references, blocks }.</summary>
    static (long References, long Blocks)? OfStorage(VmMemory memory, Address storage)
    {
        const int countAt = 8, blocksAt = 24;
        if (memory.Pointer(storage + 8) is not { } array || memory.Word(array) is not { } size
            || memory.Word(array + countAt) is not { } count || count > size || count > MostBlocks)
            return null;
        long references = 0;
        for (long from = 0; from < (long)count; from += Batch)
        {
            if (InUse(memory, storage, array + blocksAt + (8 * from), (int)Math.Min(Batch, (long)count - from)) is not { } some)
                return null;
            references += some;
        }
        return (references, (long)count);
    }

    /// <summary>Behind a block's references stand the bits, and the storage that it belongs to.</summary>
    static long? InUse(VmMemory memory, Address storage, Address list, int count)
    {
        ulong[] blocks = new ulong[count];
        if (memory.Read(list, MemoryMarshal.AsBytes(blocks.AsSpan())) != count * 8)
            return null;
        Address[] places = new Address[count];
        for (int i = 0; i < count; i++)
        {
            if (VmMemory.AsPointer(blocks[i]) is not { } block)
                return null;
            places[i] = block + BlockBits;
        }
        (long references, long foreign) = (0, 0);
        memory.ReadObjects(places, 16, bytes =>
        {
            ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
            if (words[1] == storage.Value)
                references += BitOperations.PopCount(words[0]);
            else
                foreign++;
        });
        return foreign == 0 ? references : null;
    }

    /// <summary>Null where it is longer than is worth following: the census finds its blocks then.</summary>
    static (long References, long Blocks)? OfList(Vm vm, Address first)
    {
        const int most = 32;
        (long references, long blocks) = (0, 0);
        foreach (Address block in Chain.From(first, MostListed, one => vm.Pointer(one, "JNIHandleBlock", "_next")))
        {
            if (vm.Int32(block, "JNIHandleBlock", "_top") is not (>= 0 and <= most and var used))
                return null;
            references += used;
            blocks++;
        }
        return blocks < MostListed ? (references, blocks) : null;
    }
}
