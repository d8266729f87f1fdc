using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>Shenandoah's regions by their state, and where it keeps them.</summary>
static class ShenandoahRegions
{
    const int LargestRegion = 4096;

    // gc/shenandoah/shenandoahHeap.cpp: each begins at a multiple of it.
    const long CacheLine = 64;

    public static IEnumerable<JvmRange> Read(Vm vm, Address? heap)
    {
        if (ShenandoahTable.Of(vm, heap) is not { } table)
            return [];
        List<JvmRange> ranges = new(table.Regions.Length);
        Dictionary<int, string> names = Names(vm, table);
        vm.Memory.ReadObjects(table.Regions, table.Size, one =>
        {
            Address? bottom = VmMemory.AsPointer(MemoryMarshal.Read<ulong>(one[table.Bottom..]));
            Address? end = VmMemory.AsPointer(MemoryMarshal.Read<ulong>(one[table.End..]));
            if (Vm.Range(bottom, end) is { } range)
                ranges.Add(new(range, JvmPart.Heap, names.GetValueOrDefault(MemoryMarshal.Read<int>(one[table.State..]), "regular")));
        });
        return HeapReader.Join(ranges);
    }

    /// <summary>All regions lie side by side in memory that was reserved for them.</summary>
    public static IEnumerable<JvmRange> Storage(Vm vm, Address heap, IReadOnlyList<Mapping> mappings)
    {
        if (ShenandoahTable.Of(vm, heap) is not { } table || vm.Tables.Size("ShenandoahHeapRegion") is not ({ } size and <= LargestRegion))
            return [];
        Address first = table.Regions.Min(), last = table.Regions.Max();
        long step = ((long)size + CacheLine - 1) & -CacheLine;
        return first.Value % Bytes.PageSize == 0 && last - first == (table.Regions.Length - 1) * step
            && Vm.Pages(new AddressRange(first, last + (long)size)) is { } range && Reserved.Covers(mappings, range)
            ? [new(range, JvmPart.Gc, "regions")]
            : [];
    }

    static Dictionary<int, string> Names(Vm vm, ShenandoahTable table)
    {
        Dictionary<int, string> names = [];
        foreach ((string state, string name) in new[]
        {
            ("_empty_uncommitted", "free"), ("_empty_committed", "free"), ("_trash", "free"), ("_humongous_start", "humongous"),
            ("_humongous_cont", "humongous"), ("_pinned_humongous_start", "humongous"),
        })
        {
            if (table.NumberOf(vm, state) is { } value)
                names[value] = name;
        }
        return names;
    }
}
