using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>Shenandoah's regions as far as they are used (gc/shenandoah/shenandoahHeapRegion.hpp).</summary>
static class ShenandoahRegions
{
    const int MostRegions = 1 << 20;
    const string Region = "ShenandoahHeapRegion";

    public static IEnumerable<HeapPart>? Used(Vm vm, Address? heap)
    {
        if (vm.Pointer(heap, "ShenandoahHeap", "_regions") is not { } first
            || vm.Word(heap, "ShenandoahHeap", "_num_regions") is not { } count || count > MostRegions
            || Offset(vm, "_bottom") is not { } bottom || Offset(vm, "_top") is not { } top || Offset(vm, "_state") is not { } state)
            return null;
        ulong[] pointers = new ulong[count];
        int got = vm.Memory.Read(first, MemoryMarshal.AsBytes(pointers.AsSpan()));
        Address[] regions = [.. pointers[..(got / 8)].Select(VmMemory.AsPointer).OfType<Address>()];
        return Used(vm, regions, bottom, top, state);
    }

    static List<HeapPart>? Used(Vm vm, Address[] regions, int bottom, int top, int state)
    {
        HashSet<int> none = [.. States(vm, "_empty_uncommitted", "_empty_committed", "_humongous_cont", "_trash")];
        HashSet<int> single = [.. States(vm, "_humongous_start", "_pinned_humongous_start")];
        int size = Math.Max(Math.Max(bottom, top) + 8, state + 4);
        List<HeapPart> parts = [];
        int taken = 0;
        vm.Memory.ReadObjects(regions, size, one =>
        {
            taken++;
            int kind = MemoryMarshal.Read<int>(one[state..]);
            if (!none.Contains(kind)
                && Vm.Range(VmMemory.AsPointer(MemoryMarshal.Read<ulong>(one[bottom..])), VmMemory.AsPointer(MemoryMarshal.Read<ulong>(one[top..]))) is { } used)
                parts.Add(new(used, "shenandoah", 8, single.Contains(kind)));
        });
        return taken == regions.Length ? parts : null;
    }

    static IEnumerable<int> States(Vm vm, params string[] names) =>
        names.Select(name => vm.Tables.Constant(Region + "::" + name)).OfType<long>().Select(value => (int)Math.Clamp(value, -1, 1000));

    static int? Offset(Vm vm, string field) =>
        vm.Tables.Field(Region, field) is { IsStatic: false, Offset: < 4096 } found ? (int)found.Offset : null;
}
