using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// ZGC's tables by granule of the heap (gc/z/zGranuleMap.hpp): { size, map }, an entry of 8 bytes for 2 MiB; and its mark
/// stacks, which grow in one reservation up to JDK 23 (gc/z/zMarkStackAllocator.cpp).
/// </summary>
static class ZTables
{
    const int LargestHeapObject = 32 * 1024;

    // ZMarkStackSpaceExpandSize (gc/z/zGlobals.hpp).
    const long MarkStackStep = 32 * 1024 * 1024;

    public static IEnumerable<JvmRange> Read(Vm vm, Address heap, IReadOnlyList<Mapping> mappings)
    {
        if (vm.At(heap, "ZCollectedHeap", "_heap") is not { } z)
            yield break;
        AddressRange? pages = ZPageTable.Of(vm, "Z", heap)?.Range;
        AddressRange? moves = Entries(vm, vm.At(vm.At(z, "ZHeap", "_forwarding_table"), "ZForwardingTable", "_map"), "ZGranuleMapForForwarding");
        foreach ((AddressRange? table, string name) in new[] { (pages, "page table"), (moves, "forwarding table") })
        {
            if (table is { } range && Vm.Pages(range) is var whole && Reserved.Covers(mappings, whole))
                yield return new(whole, JvmPart.Gc, name);
        }
        foreach (AddressRange stacks in MarkStacks(vm, heap, mappings))
            yield return new(stacks, JvmPart.Gc, "mark stacks", Inferred: true);
    }

    /// <summary>
    /// ZMarkStackSpace { start, top, end }: a mapping begins at start, and has grown by whole steps to end. In 11 start
    /// is a constant (0x150000000000), and only top and end are there.
    /// </summary>
    static IEnumerable<AddressRange> MarkStacks(Vm vm, Address heap, IReadOnlyList<Mapping> mappings)
    {
        const ulong fixedStart = 0x150000000000;
        ulong size = Math.Min(vm.Tables.Size("ZCollectedHeap") ?? 0, LargestHeapObject);
        ulong[] words = new ulong[size / 8];
        int got = vm.Memory.Read(heap, MemoryMarshal.AsBytes(words.AsSpan())) / 8;
        for (int i = 1; i + 1 < got; i++)
        {
            (ulong top, ulong end) = (words[i], words[i + 1]);
            ulong start = top >= fixedStart && top - fixedStart < 1UL << 40 ? fixedStart : words[i - 1];
            if (start == 0 || start % (2 * 1024 * 1024) != 0 || top < start || end < top || end <= start || end >= 1UL << 47 || (end - start) % MarkStackStep != 0)
                continue;
            AddressRange range = new(new(start), new(end));
            if (MappingTable.Find(mappings, range.Start)?.Range.Start == range.Start && Reserved.Covers(mappings, range))
                yield return range;
        }
    }

    /// <summary>The size stands before the pointer, and vmStructs names only the latter.</summary>
    static AddressRange? Entries(Vm vm, Address? map, string type)
    {
        const ulong mostEntries = 1UL << 32;
        return map is { } at && vm.Memory.Word(at) is { } count and > 0 and < mostEntries
            ? Vm.Range(vm.Pointer(at, type, "_map"), count * 8)
            : null;
    }
}
