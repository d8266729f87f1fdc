using System.Numerics;
using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>
/// ZGC's pages by its page table: places are offsets, which the JVM reads through a view of the
/// heap. What a page leaves unused is not filled, so that old bytes may stand there.
/// </summary>
static class ZPages
{
    const ulong Granule = 1UL << ZPageTable.GranuleShift;
    const int MostGranules = 16 << 20;

    public static IEnumerable<HeapPart>? Used(Vm vm, VmFlags flags, Address? heap)
    {
        // JDK 21 to 23 have both kinds; that without generations is called X there.
        string z = ZViews.Prefix(vm, flags);
        return ZViews.Of(vm, flags) is { } views && ZPageTable.Of(vm, z, heap) is { } table && ZPageLayout.Of(vm, z) is { } layout
            ? table.Pages(vm, MostGranules).Select(page => Part(vm, flags, page, layout, views)).OfType<HeapPart>()
            : null;
    }

    static HeapPart? Part(Vm vm, VmFlags flags, Address page, in ZPageLayout layout, ZViews views)
    {
        const int small = 0, large = 2;
        byte[] bytes = new byte[layout.Size];
        if (vm.Memory.Read(page, bytes) != bytes.Length || layout.IsFree(bytes))
            return null;
        ulong start = MemoryMarshal.Read<ulong>(bytes.AsSpan(layout.Place)), top = MemoryMarshal.Read<ulong>(bytes.AsSpan(layout.Top));
        int type = bytes[layout.Type];
        if (start >= top || top > views.OffsetMask || start % Granule != 0)
            return null;
        AddressRange used = new(views.Canonical(start), views.Canonical(top));
        return new(used, "z", type is small or large ? 8 : MediumAlignment(flags, layout), type == large, IsFilled: false);
    }

    /// <summary>
    /// A medium page is a 32nd of the heap, from 4 to 32 MiB, in 11 always 32 MiB, and has 8,192 places (gc/z/zHeuristics.cpp,
    /// zGlobals.cpp).
    /// </summary>
    static long MediumAlignment(VmFlags flags, in ZPageLayout layout)
    {
        const ulong largest = 32UL << 20;
        ulong heap = flags.Number("MaxHeapSize") ?? 0;
        ulong size = layout.IsOf11 ? largest : Math.Clamp(heap / 32, Granule, largest);
        return Math.Max(8, (1L << BitOperations.Log2(size)) >> 13);
    }
}
