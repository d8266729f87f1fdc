using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// Tables that collectors keep beside the heap. The card table is named by vmStructs. Bitmaps and offset tables are not:
/// they are found by what they must be, a table over exactly this heap, in the objects that the heap leads to.
/// </summary>
static class GcTables
{
    public static IReadOnlyList<JvmRange> Read(
        Vm vm, string? collector, AddressRange? reserved, IReadOnlyList<Mapping> mappings, IReadOnlyList<AddressRange> statics)
    {
        List<JvmRange> found = [];
        AddressRange? cards = CardTable(vm);
        if (cards is { } known)
            found.Add(new(known, JvmPart.Gc, "card table"));
        if (HeapReader.Object(vm) is not { } heap)
            return found;
        if (reserved is { } range)
            found.AddRange(new HeapTables(vm, collector, range, mappings).Find(heap, statics).Where(table => table.Range != cards));
        found.AddRange(collector switch
        {
            "Shenandoah" => ShenandoahRegions.Storage(vm, heap, mappings),
            "Z" => ZTables.Read(vm, heap, mappings),
            "CMS" => CmsBitMap(vm, heap, mappings),
            _ => [],
        });
        return found;
    }

    static AddressRange? CardTable(Vm vm)
    {
        // Until 9 the barrier set was the card table itself, and the heap held it.
        if (vm.Tables.Field("CardTableModRefBS", "_byte_map") is not null
            && vm.Pointer(HeapReader.Object(vm), "CollectedHeap", "_barrier_set") is { } itself)
            return Pages(vm.Pointer(itself, "CardTableModRefBS", "_byte_map"), vm.Word(itself, "CardTableModRefBS", "_byte_map_size"));
        Address? set = vm.PointerStatic("BarrierSet", "_barrier_set");
        Address? table = vm.Pointer(set, "CardTableBarrierSet", "_card_table");
        return Pages(vm.Pointer(table, "CardTable", "_byte_map"), vm.Word(table, "CardTable", "_byte_map_size"));
    }

    static AddressRange? Pages(Address? start, ulong? length) => Vm.Range(start, length) is { } range ? Vm.Pages(range) : null;

    /// <summary>gc/cms/concurrentMarkSweepGeneration.hpp, up to 13: the old space knows its collector, and that its bitmap.</summary>
    static IEnumerable<JvmRange> CmsBitMap(Vm vm, Address heap, IReadOnlyList<Mapping> mappings)
    {
        Address? space = vm.Pointer(HeapReader.OldGeneration(vm, heap), "ConcurrentMarkSweepGeneration", "_cmsSpace");
        Address? bits = vm.At(vm.Pointer(space, "CompactibleFreeListSpace", "_collector"), "CMSCollector", "_markBitMap");
        Address? memory = vm.At(bits, "CMSBitMap", "_virtual_space");
        return Vm.Range(vm.Pointer(memory, "VirtualSpace", "_low_boundary"), vm.Pointer(memory, "VirtualSpace", "_high_boundary")) is { } range
            && Reserved.Covers(mappings, range)
            ? [new(range, JvmPart.Gc, "mark bitmap")]
            : [];
    }
}
