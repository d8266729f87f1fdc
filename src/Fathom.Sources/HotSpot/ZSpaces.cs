using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// ZGC's heap is a shared file that is mapped, up to 20 three times. Granules of it that no page in use has
/// are kept for later (gc/z/zPageAllocator.cpp); what of the table cannot be read is taken for used.
/// </summary>
static class ZSpaces
{
    const string HeapFile = "/memfd:java_heap";
    const int MostGranules = 1 << 22;

    public static IEnumerable<JvmRange> Free(Vm vm, Address? heap, IReadOnlyList<Mapping> mappings)
    {
        const string z = "Z";
        if (ZOffsets.Mask(vm, z) is not { } mask || ZPageTable.Of(vm, z, heap) is not { } table || !Reserved.Covers(mappings, Vm.Pages(table.Range)))
            return [];
        HashSet<Address> unused = Unused(vm, z, table);
        List<JvmRange> free = [];
        long left = MostGranules;
        foreach (Mapping mapping in mappings.Where(mapping => mapping.Name == HeapFile))
        {
            long granules = mapping.Range.Length.Value >> ZPageTable.GranuleShift;
            ulong first = (mapping.Range.Start.Value & mask) >> ZPageTable.GranuleShift;
            if (first > table.Granules || first + (ulong)granules > table.Granules || (left -= granules) < 0)
                continue;
            AddFree(vm, mapping.Range.Start, table.First + (long)(first * 8), granules, unused, free);
        }
        return HeapReader.Join(free);
    }

    /// <summary>Pages of the table that nobody uses.</summary>
    static HashSet<Address> Unused(Vm vm, string z, ZPageTable table)
    {
        HashSet<Address> unused = [];
        if (ZPageLayout.Of(vm, z) is not { IsOf11: true } layout)
            return unused;
        byte[] bytes = new byte[layout.Size];
        foreach (Address page in table.Pages(vm, MostGranules))
        {
            if (vm.Memory.Read(page, bytes) == bytes.Length && layout.IsFree(bytes))
                unused.Add(page);
        }
        return unused;
    }

    static void AddFree(Vm vm, Address start, Address entry, long granules, HashSet<Address> unused, List<JvmRange> free)
    {
        const int perRead = 512;
        ulong[] words = new ulong[perRead];
        for (long done = 0; done < granules; done += perRead)
        {
            int wanted = (int)Math.Min(perRead, granules - done);
            int got = vm.Memory.Read(entry + (done * 8), MemoryMarshal.AsBytes(words.AsSpan(0, wanted))) / 8;
            for (int i = 0; i < got; i++)
            {
                Address granule = start + ((done + i) << ZPageTable.GranuleShift);
                if (ZPageTable.Page(words[i]) is not { } page || unused.Contains(page))
                    free.Add(new(new AddressRange(granule, granule + (1L << ZPageTable.GranuleShift)), JvmPart.Heap, "free"));
            }
        }
    }
}
