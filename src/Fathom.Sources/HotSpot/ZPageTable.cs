using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// ZGC's table of pages: a pointer for each granule of the heap's address space (gc/z/zGranuleMap.hpp). In 11 the lowest bit of
/// an entry says that the page's objects are being moved, and pages that are free stay in the table (gc/z/zPageTable.cpp).
/// </summary>
/// <param name="Granules">How many entries it has; most of them lie in pages that were never touched.</param>
readonly record struct ZPageTable(Address First, ulong Granules)
{
    public const int GranuleShift = 21; // gc/z/zGlobals.hpp: ZGranuleSize, in 11 ZPageSizeMin
    public const ulong BeingMoved = 1;

    const ulong MostGranules = 1UL << 32;

    public AddressRange Range => new(First, First + (long)(Granules * 8));

    /// <param name="heap">Universe's heap.</param>
    public static ZPageTable? Of(Vm vm, string z, Address? heap)
    {
        Address? inner = vm.At(heap, z + "CollectedHeap", "_heap");
        if (vm.At(vm.At(inner, z + "Heap", "_page_table"), z + "PageTable", "_map") is { } map)
        {
            // ZGranuleMap { _size, _map }: vmStructs names only the latter.
            return vm.Memory.Word(map) is { } count and > 0 and < MostGranules && vm.Pointer(map, z + "GranuleMapForPageTable", "_map") is { } first
                ? new(first, count) : null;
        }
        // In 11 it has no size of its own: it is over all places there can be (gc/z/zAddressRangeMap.inline.hpp).
        Address? old = vm.At(vm.At(inner, "ZHeap", "_pagetable"), "ZPageTable", "_map");
        return vm.Pointer(old, "ZAddressRangeMapForPageTable", "_map") is { } entries && ZOffsets.Mask(vm, z) is { } mask
            ? new(entries, (mask >> GranuleShift) + 1) : null;
    }

    /// <summary>Null where no page is.</summary>
    public static Address? Page(ulong entry) => VmMemory.AsPointer(entry & ~BeingMoved);

    /// <summary>Each page once, those that are free too; what of the table is absent is passed over.</summary>
    public IEnumerable<Address> Pages(Vm vm, ulong most)
    {
        const int block = 64 * 1024;
        byte[] bytes = new byte[block];
        Address? last = null;
        for (long done = 0, count = (long)Math.Min(Granules, most); done < count;)
        {
            int wanted = (int)Math.Min(block, (count - done) * 8);
            int got = vm.Memory.Read(First + (done * 8), bytes.AsSpan(0, wanted)) / 8;
            for (int i = 0; i < got; i++)
            {
                // A page of several granules stands at each of them.
                Address? page = Page(MemoryMarshal.Read<ulong>(bytes.AsSpan(i * 8)));
                if (page is { } found && page != last)
                    yield return found;
                last = page;
            }
            done += got;
            if (got < wanted / 8)
                done += Math.Max(1, (Bytes.PageSize - (long)((First.Value + (ulong)(done * 8)) % Bytes.PageSize)) / 8);
        }
    }
}
