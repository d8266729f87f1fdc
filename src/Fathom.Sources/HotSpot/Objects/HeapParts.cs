using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>Where objects stand, by the collector in use: each space as far as it is used.</summary>
static class HeapParts
{
    /// <summary>Null where this collector's spaces cannot be told.</summary>
    public static List<HeapPart>? Read(Vm vm, VmFlags flags, string? collector, Address? heap)
    {
        IEnumerable<HeapPart>? parts = collector switch
        {
            "G1" => G1(vm, heap),
            "Serial" or "Parallel" => HeapReader.Used(vm, collector, heap).Select(space => new HeapPart(space.Range, space.Name, 8)),
            "Shenandoah" => ShenandoahRegions.Used(vm, heap),
            "Z" => ZPages.Used(vm, flags, heap),
            "Epsilon" => Epsilon(vm, heap),
            _ => null,
        };
        return parts is null ? null : [.. parts.Where(part => !part.Used.IsEmpty).OrderBy(part => part.Used.Start)];
    }

    /// <summary>The regions that continue a humongous object hold nothing of their own.</summary>
    static IEnumerable<HeapPart> G1(Vm vm, Address? heap)
    {
        foreach (G1Region region in G1Regions.Each(vm, heap))
        {
            if (region.IsContinued || region.Name == "free" || region.Top > region.Range.End || region.Top < region.Range.Start)
                continue;
            yield return new(new AddressRange(region.Range.Start, region.Top), region.Name, 8, region.Name == "humongous");
        }
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
