using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>G1's spaces: regions by kind, each committed and filled up to its top.</summary>
static class G1Figures
{
    static readonly string[] Kinds = ["eden", "survivor", "old", "humongous", "archive", "other", "free"];

    public static IReadOnlyList<SpaceUse> Spaces(Vm vm, Address? heap)
    {
        Dictionary<string, (long Count, Bytes Size, Bytes Used)> kinds = [];
        IReadOnlyList<G1Region> regions = G1Regions.Each(vm, heap, out bool complete);
        if (!complete)
            return [];
        foreach (G1Region region in regions)
        {
            // JDK 8 does not say of what kind a region is.
            if (region.Name is not { } kind)
                return [];
            // Regions that were never used stand in the table only once their memory was committed: "free" is told apart later.
            (long count, Bytes size, Bytes used) = kinds.GetValueOrDefault(kind);
            kinds[kind] = (count + 1, size + region.Range.Length, used + Used(region));
        }
        return [.. Kinds.Where(kinds.ContainsKey)
            .Select(kind => new SpaceUse(kind, JvmPart.Heap, null, kinds[kind].Size, kinds[kind].Used) { Regions = kinds[kind].Count })];
    }

    static Bytes Used(G1Region region) =>
        region.Range.Start <= region.Top && region.Top <= region.Range.End ? new(region.Top - region.Range.Start) : Bytes.Zero;

    /// <summary>
    /// What the heap has of memory now (G1MonitoringSupport, set at each collection and growth). Regions that were given back
    /// still stand in the table, as free ones.
    /// </summary>
    public static Bytes? Committed(Vm vm, Address? heap)
    {
        Address? support = vm.Pointer(heap, "G1CollectedHeap", "_monitoring_support") ?? vm.Pointer(heap, "G1CollectedHeap", "_g1mm");
        Bytes sum = Bytes.Zero;
        foreach ((string since12, string before) in new[]
        {
            ("_eden_space_committed", "_eden_committed"), ("_survivor_space_committed", "_survivor_committed"),
            ("_old_gen_committed", "_old_committed"),
        })
        {
            ulong? part = vm.Word(support, "G1MonitoringSupport", since12) ?? vm.Word(support, "G1MonitoringSupport", before);
            if (part is not < 1UL << 46)
                return null;
            sum += new Bytes((long)part.Value);
        }
        return sum;
    }
}
