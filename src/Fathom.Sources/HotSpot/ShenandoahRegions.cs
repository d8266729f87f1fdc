using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>Shenandoah's regions by their state (gc/shenandoah/shenandoahHeapRegion.hpp), and where it keeps them.</summary>
static class ShenandoahRegions
{
    const int MostRegions = 1 << 20;
    const int LargestRegion = 4096;

    public static IEnumerable<JvmRange> Read(Vm vm, Address? heap)
    {
        Address[] regions = Addresses(vm, heap);
        if (vm.Tables.Size("ShenandoahHeapRegion") is not ({ } size and >= 16 and <= LargestRegion)
            || Offset(vm, "_bottom", size) is not { } bottomAt || Offset(vm, "_end", size) is not { } endAt
            || Offset(vm, "_state", size) is not { } stateAt)
            return [];
        List<JvmRange> ranges = new(regions.Length);
        Dictionary<long, string> names = Names(vm);
        vm.Memory.ReadObjects(regions, (int)size, one =>
        {
            Address? bottom = VmMemory.AsPointer(MemoryMarshal.Read<ulong>(one[bottomAt..]));
            Address? end = VmMemory.AsPointer(MemoryMarshal.Read<ulong>(one[endAt..]));
            if (Vm.Range(bottom, end) is { } range)
                ranges.Add(new(range, JvmPart.Heap, names.GetValueOrDefault(MemoryMarshal.Read<int>(one[stateAt..]), "regular")));
        });
        return HeapReader.Join(ranges);
    }

    /// <summary>All regions lie side by side in memory that was reserved for them; in 11 malloc has it.</summary>
    public static IEnumerable<JvmRange> Storage(Vm vm, Address heap, IReadOnlyList<Mapping> mappings)
    {
        Address[] regions = Addresses(vm, heap);
        if (regions.Length == 0 || vm.Tables.Size("ShenandoahHeapRegion") is not ({ } size and <= LargestRegion))
            return [];
        Address first = regions.Min(), last = regions.Max();
        return first.Value % Bytes.PageSize == 0 && last - first == (regions.Length - 1) * (long)size
            && Vm.Pages(new AddressRange(first, last + (long)size)) is { } range && Reserved.Covers(mappings, range)
            ? [new(range, JvmPart.Gc, "regions")]
            : [];
    }

    static Address[] Addresses(Vm vm, Address? heap)
    {
        if (vm.Pointer(heap, "ShenandoahHeap", "_regions") is not { } first
            || vm.Word(heap, "ShenandoahHeap", "_num_regions") is not ({ } count and > 0 and <= MostRegions))
            return [];
        ulong[] pointers = new ulong[count];
        int got = vm.Memory.Read(first, MemoryMarshal.AsBytes(pointers.AsSpan()));
        return [.. pointers[..(got / 8)].Select(VmMemory.AsPointer).OfType<Address>()];
    }

    static int? Offset(Vm vm, string field, ulong size) =>
        vm.Tables.Field("ShenandoahHeapRegion", field) is { IsStatic: false } found && found.Offset + 8 <= size ? (int)found.Offset : null;

    static Dictionary<long, string> Names(Vm vm)
    {
        Dictionary<long, string> names = [];
        foreach ((string state, string name) in new[]
        {
            ("_empty_uncommitted", "free"), ("_empty_committed", "free"), ("_trash", "free"), ("_humongous_start", "humongous"),
            ("_humongous_cont", "humongous"), ("_pinned_humongous_start", "humongous"),
        })
        {
            if (vm.Tables.Constant("ShenandoahHeapRegion::" + state) is { } value)
                names[value] = name;
        }
        return names;
    }
}
