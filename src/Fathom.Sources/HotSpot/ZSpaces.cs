using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// ZGC's heap is a shared file that is mapped, up to 20 three times. Granules of it that no page of the page table has
/// are kept for later (gc/z/zPageAllocator.cpp); what of the table cannot be read is taken for used.
/// </summary>
static class ZSpaces
{
    const string HeapFile = "/memfd:java_heap";
    const int GranuleShift = 21;
    const int MostGranules = 1 << 22;

    public static IEnumerable<JvmRange> Free(Vm vm, Address? heap, IReadOnlyList<Mapping> mappings)
    {
        Address? table = vm.At(vm.At(vm.At(heap, "ZCollectedHeap", "_heap"), "ZHeap", "_page_table"), "ZPageTable", "_map");
        if (OffsetMask(vm) is not { } mask || ZTables.Entries(vm, table, "ZGranuleMapForPageTable") is not { } entries
            || !Reserved.Covers(mappings, entries))
            return [];
        List<JvmRange> free = [];
        long left = MostGranules;
        foreach (Mapping mapping in mappings.Where(mapping => mapping.Name == HeapFile))
        {
            long granules = mapping.Range.Length.Value >> GranuleShift;
            ulong first = (mapping.Range.Start.Value & mask) >> GranuleShift;
            if (first > (ulong)(entries.Length.Value / 8) || first + (ulong)granules > (ulong)(entries.Length.Value / 8) || (left -= granules) < 0)
                continue;
            AddFree(vm, mapping.Range.Start, entries.Start + (long)(first * 8), granules, free);
        }
        return HeapReader.Join(free);
    }

    static void AddFree(Vm vm, Address start, Address entry, long granules, List<JvmRange> free)
    {
        const int perRead = 512;
        ulong[] words = new ulong[perRead];
        for (long done = 0; done < granules; done += perRead)
        {
            int wanted = (int)Math.Min(perRead, granules - done);
            int got = vm.Memory.Read(entry + (done * 8), MemoryMarshal.AsBytes(words.AsSpan(0, wanted))) / 8;
            for (int i = 0; i < got; i++)
            {
                Address granule = start + ((done + i) << GranuleShift);
                if (words[i] == 0)
                    free.Add(new(new AddressRange(granule, granule + (1L << GranuleShift)), JvmPart.Heap, "free"));
            }
        }
    }

    /// <summary>The bits of an address that are its place in the heap, whatever its colour or view; 11 does not say.</summary>
    static ulong? OffsetMask(Vm vm)
    {
        Address? globals = vm.PointerStatic("ZGlobalsForVMStructs", "_instance_p");
        return vm.Pointer(globals, "ZGlobalsForVMStructs", "_ZAddressOffsetMask") is { } at
            && vm.Memory.Word(at) is { } mask and > 1UL << 30 and < 1UL << 47 && (mask & (mask + 1)) == 0
            ? mask
            : null;
    }
}
