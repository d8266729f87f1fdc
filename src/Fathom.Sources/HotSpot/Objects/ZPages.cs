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

    /// <summary>Null where one page cannot be read, too: what was moved there would be missing. Its description may be younger than what is known of present memory.</summary>
    public static IEnumerable<HeapPart>? Used(Vm vm, VmFlags flags, Address? heap)
    {
        // JDK 21 to 23 have both kinds; that without generations is called X there.
        string z = ZViews.Prefix(vm, flags);
        if (ZViews.Of(vm, flags) is not { } views || ZPageTable.Of(vm, z, heap) is not { } table || ZPageLayout.Of(vm, z) is not { } layout)
            return null;
        List<HeapPart> parts = [];
        byte[] bytes = new byte[layout.Size];
        foreach (Address page in table.Pages(vm, MostGranules))
        {
            if (vm.Memory.Read(page, bytes) != bytes.Length)
                return null;
            if (Part(flags, bytes, layout, views) is { } part)
                parts.Add(part);
        }
        return parts;
    }

    static HeapPart? Part(VmFlags flags, ReadOnlySpan<byte> bytes, in ZPageLayout layout, ZViews views)
    {
        const int small = 0, large = 2;
        if (layout.IsFree(bytes))
            return null;
        ulong start = MemoryMarshal.Read<ulong>(bytes[layout.Place..]), top = MemoryMarshal.Read<ulong>(bytes[layout.Top..]);
        int type = bytes[layout.Type];
        if (start >= top || top > views.OffsetMask || start % Granule != 0)
            return null;
        AddressRange used = new(views.Canonical(start), views.Canonical(top));
        return new(used, "z", type is small or large ? 8 : MediumAlignment(flags, layout), type == large, IsFilled: false, Born: MemoryMarshal.Read<uint>(bytes[layout.Born..]));
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
