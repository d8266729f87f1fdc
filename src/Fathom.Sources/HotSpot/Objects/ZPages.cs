using System.Numerics;
using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>
/// ZGC's pages by its page table (gc/z/zPageTable.hpp): places are offsets, which the JVM reads through a view of the
/// heap. What a page leaves unused is not filled, so that old bytes may stand there.
/// </summary>
static class ZPages
{
    const long Granule = 2L << 20; // gc/z/zGlobals.hpp: ZGranuleSize
    const int MostGranules = 16 << 20;
    const int Block = 64 * 1024;

    public static IEnumerable<HeapPart>? Used(Vm vm, VmFlags flags, Address? heap)
    {
        // JDK 21 to 23 have both kinds; that without generations is called X there.
        string z = ZViews.Prefix(vm, flags);
        if (ZViews.Of(vm, flags) is not { } views
            || vm.At(vm.At(vm.At(heap, z + "CollectedHeap", "_heap"), z + "Heap", "_page_table"), z + "PageTable", "_map") is not { } map
            || vm.Pointer(map, z + "GranuleMapForPageTable", "_map") is not { } first
            || Offset(vm, z, "_virtual") is not { } place || Offset(vm, z, "_top") is not { } top || Offset(vm, z, "_type") is not { } type)
            return null;
        // ZGranuleMap { _size, _map }
        ulong count = Math.Min(vm.Memory.Word(map) ?? 0, MostGranules);
        return Pages(vm, first, (long)count).Select(page => Part(vm, flags, page, place, top, type, views)).OfType<HeapPart>();
    }

    static int? Offset(Vm vm, string z, string field) =>
        vm.Tables.Field(z + "Page", field) is { IsStatic: false, Offset: < 4096 } found ? (int)found.Offset : null;

    /// <summary>The table spans the whole address space of the heap and is empty but for the beginning: absent pages are skipped.</summary>
    static IEnumerable<Address> Pages(Vm vm, Address first, long count)
    {
        byte[] block = new byte[Block];
        ulong last = 0;
        for (long done = 0; done < count;)
        {
            int wanted = (int)Math.Min(Block, (count - done) * 8);
            int got = vm.Memory.Read(first + (done * 8), block.AsSpan(0, wanted)) / 8;
            for (int i = 0; i < got; i++)
            {
                // A page of several granules stands at each of them.
                ulong page = MemoryMarshal.Read<ulong>(block.AsSpan(i * 8));
                if (page != last && VmMemory.AsPointer(page) is { } found)
                    yield return found;
                last = page;
            }
            done += got;
            if (got < wanted / 8)
                done += Math.Max(1, (Bytes.PageSize - (long)((first.Value + (ulong)(done * 8)) % Bytes.PageSize)) / 8);
        }
    }

    static HeapPart? Part(Vm vm, VmFlags flags, Address page, int place, int topAt, int typeAt, ZViews views)
    {
        const int small = 0, large = 2;
        byte[] bytes = new byte[Math.Max(Math.Max(place, topAt) + 16, typeAt + 1)];
        if (vm.Memory.Read(page, bytes) != bytes.Length)
            return null;
        ulong start = MemoryMarshal.Read<ulong>(bytes.AsSpan(place)), top = MemoryMarshal.Read<ulong>(bytes.AsSpan(topAt));
        int type = bytes[typeAt];
        if (start >= top || top > views.OffsetMask || start % (ulong)Granule != 0)
            return null;
        AddressRange used = new(views.Canonical(start), views.Canonical(top));
        return new(used, "z", type is small or large ? 8 : MediumAlignment(flags), type == large, IsFilled: false);
    }

    /// <summary>A medium page is a 32nd of the heap, from 4 to 32 MiB, and has 8,192 places (gc/z/zHeuristics.cpp, zGlobals.cpp).</summary>
    static long MediumAlignment(VmFlags flags)
    {
        ulong heap = flags.Number("MaxHeapSize") ?? 0;
        ulong size = Math.Clamp(heap / 32, (ulong)Granule, 32UL << 20);
        return Math.Max(8, (1L << BitOperations.Log2(size)) >> 13);
    }
}
