using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// Tables that collectors keep beside the heap. The card table is named by vmStructs. Bitmaps and offset tables are not:
/// they are found by what they must hold, the heap's own start and size, in the objects that the heap object leads to.
/// </summary>
static class GcTables
{
    const int HeapObjectSize = 8192;
    const int PartSize = 4096;

    // gc/shared/cardTable.hpp: a byte for 512 bytes of heap. gc/shared/markBitMap.hpp: a bit for each object alignment.
    const long CardSize = 512;

    public static IEnumerable<JvmRange> Read(Vm vm, Address? heap, AddressRange? reserved, IReadOnlyList<Mapping> mappings)
    {
        List<JvmRange> found = [];
        if (CardTable(vm) is { } cards)
            found.Add(new(Vm.Pages(cards), JvmPart.Gc, "card table"));
        if (heap is { } start && reserved is { } range)
            found.AddRange(ByContent(vm, start, range).Distinct().Where(table => Reserved.Covers(mappings, table.Range)));
        return found;
    }

    static AddressRange? CardTable(Vm vm)
    {
        // Until 9 the barrier set was the card table itself, and the heap held it.
        if (vm.Tables.Field("CardTableModRefBS", "_byte_map") is not null
            && vm.Pointer(HeapReader.Object(vm), "CollectedHeap", "_barrier_set") is { } itself)
            return Vm.Range(vm.Pointer(itself, "CardTableModRefBS", "_byte_map"), vm.Word(itself, "CardTableModRefBS", "_byte_map_size"));
        Address? set = vm.PointerStatic("BarrierSet", "_barrier_set");
        Address? table = vm.Pointer(set, "CardTableBarrierSet", "_card_table");
        return Vm.Range(vm.Pointer(table, "CardTable", "_byte_map"), vm.Word(table, "CardTable", "_byte_map_size"));
    }

    static IEnumerable<JvmRange> ByContent(Vm vm, Address heap, AddressRange reserved)
    {
        byte[] root = new byte[HeapObjectSize];
        int got = vm.Memory.Read(heap, root);
        ulong[] words = MemoryMarshal.Cast<byte, ulong>(root.AsSpan(0, got & ~7)).ToArray();
        foreach (JvmRange range in InObject(words, reserved))
            yield return range;
        ulong[] parts = [.. words.Where(word => word % 8 == 0 && word > 4096 && word < 1UL << 47 && !reserved.Contains(new Address(word))).Distinct()];
        byte[] part = new byte[PartSize];
        foreach (ulong at in parts)
        {
            int size = vm.Memory.Read(new Address(at), part);
            foreach (JvmRange range in InObject(MemoryMarshal.Cast<byte, ulong>(part.AsSpan(0, size & ~7)).ToArray(), reserved))
                yield return range;
        }
    }

    /// <summary>A MemRegion of the whole heap, and behind it a table over it.</summary>
    static IEnumerable<JvmRange> InObject(ulong[] words, AddressRange reserved)
    {
        ulong start = reserved.Start.Value, heapWords = (ulong)(reserved.Length.Value / 8), cards = (ulong)(reserved.Length.Value / CardSize);
        for (int i = 0; i + 4 < words.Length; i++)
        {
            // MarkBitMap { _covered {start, words}, _shifter, _bm { map, bits } }
            if (words[i] == start && words[i + 1] == heapWords && words[i + 4] == heapWords && IsTable(words[i + 3]))
                yield return Table(words[i + 3], heapWords / 8, "mark bitmap");
            // ParMarkBitMap { _heap_start, _heap_size, _beg_bits { map, bits }, _end_bits { map, bits } }
            else if (words[i] == start && words[i + 1] == heapWords && words[i + 3] == heapWords && IsTable(words[i + 2]))
                yield return Table(words[i + 2], heapWords / 8, "mark bitmap");
            // ShenandoahMarkBitMap { _covered {start, words}, _map, _size }: two bits for each word
            else if (words[i] == start && words[i + 1] == heapWords && words[i + 3] == 2 * heapWords && IsTable(words[i + 2]))
                yield return Table(words[i + 2], heapWords / 4, "mark bitmap");
            // G1BlockOffsetTable { _reserved {start, words}, _offset_base }
            else if (words[i] == start && words[i + 1] == heapWords && IsTable(words[i + 2]))
                yield return Table(words[i + 2], cards, "block offset table");
        }
    }

    static bool IsTable(ulong map) => map % Bytes.PageSize == 0 && map is > 1 << 20 and < 1UL << 47;

    static JvmRange Table(ulong map, ulong size, string name) =>
        new(Vm.Pages(new AddressRange(new Address(map), new Address(map + size))), JvmPart.Gc, name, Inferred: true);
}
