using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>Where objects stand, by the collector in use: each space as far as it is used.</summary>
static class HeapParts
{
    const int MostTries = 5;

    /// <summary>
    /// Null where this collector's spaces cannot be told. No heap is empty; but while its pages are read one after the other,
    /// ZGC may move all objects from those that were read last to those that were read first.
    /// </summary>
    public static List<HeapPart>? Read(Vm vm, VmFlags flags, string? collector, Address? heap)
    {
        for (int i = 0; i < MostTries; i++)
        {
            if (Parts(vm, flags, collector, heap) is not { } parts)
                return null;
            if (parts.Where(part => !part.Used.IsEmpty).OrderBy(part => part.Used.Start).ToList() is { Count: > 0 } found)
                return found;
        }
        return null;
    }

    static IEnumerable<HeapPart>? Parts(Vm vm, VmFlags flags, string? collector, Address? heap) => collector switch
    {
        "G1" => G1(vm, heap),
        "Serial" or "Parallel" => HeapReader.Used(vm, collector, heap).Select(space => new HeapPart(space.Range, space.Name, 8)),
        "CMS" => Cms(vm, flags, heap),
        "Shenandoah" => ShenandoahRegions.Used(vm, heap),
        "Z" => ZPages.Used(vm, flags, heap),
        "Epsilon" => Epsilon(vm, heap),
        _ => null,
    };

    /// <summary>
    /// The regions that continue a humongous object hold nothing of their own. JDK 8 does not tell them by their kind; there
    /// the first region reaches over them (HeapRegion::set_startsHumongous).
    /// </summary>
    static List<HeapPart>? G1(Vm vm, Address? heap)
    {
        List<HeapPart> parts = [];
        Address end = default;
        foreach (G1Region region in G1Regions.Each(vm, heap, out bool complete).OrderBy(region => region.Range.Start))
        {
            if (!complete)
                return null;
            if (region.IsContinued || region.Name == "free" || region.Range.Start < end)
                continue;
            if (region.Top < region.Range.Start || region.Top > region.Range.End)
                return null;
            parts.Add(new(new AddressRange(region.Range.Start, region.Top), region.Name ?? "region", 8, region.Name == "humongous"));
            end = region.Top;
        }
        return parts;
    }

    static IEnumerable<HeapPart>? Cms(Vm vm, VmFlags flags, Address? heap)
    {
        if (CmsSpace.Of(vm, heap) is not { } old || old.Range is not { } range || HeapBlocks.Of(flags, old) is not { } blocks)
            return null;
        return HeapReader.Used(vm, "CMS", heap)
            .Select(space => new HeapPart(space.Range, space.Name, 8, Blocks: space.Range == range ? blocks : null));
    }

    /// <summary>One space that only grows (gc/epsilon/epsilonHeap.hpp).</summary>
    static IEnumerable<HeapPart> Epsilon(Vm vm, Address? heap)
    {
        Address? space = vm.Pointer(heap, "EpsilonHeap", "_space");
        if (Vm.Range(vm.Pointer(space, "ContiguousSpace", "_bottom") ?? vm.Pointer(space, "Space", "_bottom"),
            vm.Pointer(space, "ContiguousSpace", "_top")) is { } used)
            yield return new(used, "epsilon", 8);
    }
}
