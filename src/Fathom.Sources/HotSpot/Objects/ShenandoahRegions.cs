using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>Shenandoah's regions as far as they are used.</summary>
static class ShenandoahRegions
{
    public static IEnumerable<HeapPart>? Used(Vm vm, Address? heap) => ShenandoahTable.Of(vm, heap) is { IsComplete: true } table ? Used(vm, table) : null;

    static List<HeapPart>? Used(Vm vm, ShenandoahTable table)
    {
        HashSet<int> none = [.. States(vm, table, "_empty_uncommitted", "_empty_committed", "_humongous_cont", "_trash")];
        HashSet<int> single = [.. States(vm, table, "_humongous_start", "_pinned_humongous_start")];
        List<HeapPart> parts = [];
        int taken = 0;
        vm.Memory.ReadObjects(table.Regions, table.Size, one =>
        {
            taken++;
            int kind = MemoryMarshal.Read<int>(one[table.State..]);
            if (!none.Contains(kind) && Vm.Range(VmMemory.AsPointer(MemoryMarshal.Read<ulong>(one[table.Bottom..])),
                VmMemory.AsPointer(MemoryMarshal.Read<ulong>(one[table.Top..]))) is { } used)
                parts.Add(new(used, "shenandoah", 8, single.Contains(kind)));
        });
        return taken == table.Regions.Length ? parts : null;
    }

    static IEnumerable<int> States(Vm vm, ShenandoahTable table, params string[] names) =>
        names.Select(name => table.NumberOf(vm, name)).OfType<int>();
}
