using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.HotSpot.Nmt;

/// <summary>
/// VirtualMemoryTracker's list of reservations, in address order: nodes of {base, size, list of committed parts, four
/// frames, [hash,] tag, next}. It is believed if it gives the totals of the tags, which are kept elsewhere.
/// </summary>
static class NmtRegionList
{
    const int MostRegions = 200_000;
    const int NodeWords = 12;

    // LinkedListImpl: a table of functions, then the head.
    const int Head = 8;

    // With the stack's hash up to 16, without it since (utilities/nativeCallStack.hpp).
    static readonly (int Tag, int Next)[] Layouts = [(9, 10), (10, 11)];

    public static IReadOnlyList<NmtRegion>? Read(VmMemory memory, Address list, NmtTotals totals, NmtTags tags)
    {
        if (memory.Pointer(list) is not { } first || memory.Pointer(first + Head) is not { } head)
            return null;
        foreach ((int tag, int next) in Layouts)
        {
            if (Walk(memory, head, tag, next, tags.Names) is { } regions && Sums(regions, totals, tags.Names))
                return [.. regions.Select(region => new NmtRegion(region.Range, tags.Names[region.Tag], false))];
        }
        return null;
    }

    readonly record struct Region(AddressRange Range, int Tag);

    static List<Region>? Walk(VmMemory memory, Address head, int tagAt, int nextAt, IReadOnlyList<string> tags)
    {
        List<Region> regions = [];
        Span<ulong> node = stackalloc ulong[NodeWords];
        Address end = default;
        for (Address? at = head; at is { } place; at = VmMemory.AsPointer(node[nextAt]))
        {
            int tag = 0;
            if (regions.Count < MostRegions && memory.Read(place, MemoryMarshal.AsBytes(node)) == NodeWords * 8)
                tag = (int)(node[tagAt] & 0xFF);
            else
                return null;
            // Only a list in order has an end for sure.
            if (VmMemory.AsPointer(node[0]) is not { } start || start < end || tag >= tags.Count
                || Vm.Range(start, (ulong?)node[1]) is not { } range)
                return null;
            regions.Add(new Region(range, tag));
            end = range.End;
        }
        return regions;
    }

    /// <summary>Exact but for what was mapped between the two reads.</summary>
    static bool Sums(List<Region> regions, NmtTotals totals, IReadOnlyList<string> tags)
    {
        long[] sums = new long[tags.Count];
        foreach (Region region in regions)
            sums[region.Tag] += region.Range.Length.Value;
        long all = 0, off = 0;
        for (int tag = 0; tag < sums.Length; tag++)
        {
            long said = totals.Mapped(tag).Reserved.Value;
            all += said;
            off += Math.Abs(said - sums[tag]);
        }
        return regions.Count > 0 && off <= all / 256;
    }
}
