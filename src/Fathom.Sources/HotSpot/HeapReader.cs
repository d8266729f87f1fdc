using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>The Java heap: its reserved range, and the spaces of the collector in use.</summary>
static class HeapReader
{
    /// <summary>Collectors by the flag that chooses them (gc/shared/gcConfig.cpp); the JVM sets exactly one.</summary>
    static readonly (string Flag, string Name)[] Collectors =
    [
        ("UseG1GC", "G1"), ("UseParallelGC", "Parallel"), ("UseSerialGC", "Serial"), ("UseZGC", "Z"),
        ("UseShenandoahGC", "Shenandoah"), ("UseEpsilonGC", "Epsilon"), ("UseConcMarkSweepGC", "CMS"),
    ];

    public static string? Collector(VmFlags flags)
    {
        foreach ((string flag, string name) in Collectors)
        {
            if (flags.Bool(flag) == true)
                return name;
        }
        return null;
    }

    public static Address? Object(Vm vm) => vm.PointerStatic("Universe", "_collectedHeap");

    /// <summary>CollectedHeap::_reserved.</summary>
    public static AddressRange? Reserved(Vm vm, Address? heap) => vm.MemRegion(vm.At(heap, "CollectedHeap", "_reserved"));

    public static IEnumerable<JvmRange> Spaces(Vm vm, string? collector, Address? heap, AddressRange reserved)
    {
        IEnumerable<JvmRange> spaces = collector switch
        {
            "G1" => G1Regions.Read(vm, heap),
            "Parallel" => ParallelSpaces(vm),
            "Serial" => SerialSpaces(vm, heap),
            "CMS" => CmsSpaces(vm, heap),
            "Shenandoah" => ShenandoahRegions.Read(vm, heap),
            "Epsilon" => EpsilonSpace(vm, heap),
            _ => [],
        };
        // Behind them stands the whole: pages that were given up by a space but not yet to the kernel.
        string whole = collector switch
        {
            "G1" or "Parallel" or "Serial" or "CMS" or "Epsilon" => "free",
            null => "heap",
            _ => collector.ToLowerInvariant(),
        };
        // ZGC maps its heap elsewhere, several times; its range is a number space, told by name of the mapping.
        return collector == "Z" ? [] : [new(reserved, JvmPart.Heap, whole), .. spaces];
    }

    /// <summary>The spaces of those that have a handful of them, from their bottom to their top; CMS's old one has no top.</summary>
    public static IEnumerable<JvmRange> Used(Vm vm, string collector, Address? heap) => collector switch
    {
        "Parallel" => ParallelSpaces(vm, "_top"),
        "CMS" => CmsSpaces(vm, heap, "_top"),
        _ => SerialSpaces(vm, heap, "_top"),
    };

    /// <summary>The object that knows the old generation; null for collectors without generations of fixed place.</summary>
    public static Address? OldGeneration(Vm vm, Address heap) =>
        vm.PointerStatic("ParallelScavengeHeap", "_old_gen") ?? Generation(vm, heap, "_old_gen", 1);

    /// <summary>What is reserved for the old generation: a MemRegion, in Parallel since 24 its PSVirtualSpace.</summary>
    public static AddressRange? OldSpan(Vm vm, Address heap)
    {
        bool parallel = vm.PointerStatic("ParallelScavengeHeap", "_old_gen") is not null;
        Address? old = OldGeneration(vm, heap);
        Address? space = parallel ? vm.Pointer(old, "PSOldGen", "_virtual_space") : null;
        return vm.MemRegion(vm.At(old, parallel ? "PSOldGen" : "Generation", "_reserved"))
            ?? Vm.Range(vm.Pointer(space, "PSVirtualSpace", "_reserved_low_addr"), vm.Pointer(space, "PSVirtualSpace", "_reserved_high_addr"));
    }

    /// <summary>Neighbours of one kind are one range: a heap may have 32,768 regions.</summary>
    public static IEnumerable<JvmRange> Join(List<JvmRange> ranges)
    {
        ranges.Sort((a, b) => a.Range.Start.CompareTo(b.Range.Start));
        JvmRange? pending = null;
        foreach (JvmRange range in ranges)
        {
            if (pending is { } last && last.Range.End == range.Range.Start && last.Name == range.Name)
            {
                pending = last with { Range = new AddressRange(last.Range.Start, range.Range.End) };
                continue;
            }
            if (pending is { } done)
                yield return done;
            pending = range;
        }
        if (pending is { } rest)
            yield return rest;
    }

    /// <summary>SerialHeap holds them since 22, GenCollectedHeap before; in JDK 8 they stand in an array within it.</summary>
    static Address? Generation(Vm vm, Address? heap, string field, int index)
    {
        string holder = vm.Tables.Field("SerialHeap", field) is not null ? "SerialHeap" : "GenCollectedHeap";
        return vm.Pointer(heap, holder, field)
            ?? (vm.At(heap, holder, "_gens") is { } both ? vm.Memory.Pointer(both + (8 * index)) : null);
    }

    static IEnumerable<JvmRange> EpsilonSpace(Vm vm, Address? heap)
    {
        Address? space = vm.Pointer(heap, "EpsilonHeap", "_space");
        string type = vm.Tables.Field("ContiguousSpace", "_bottom") is not null ? "ContiguousSpace" : "Space";
        if (Vm.Range(vm.Pointer(space, type, "_bottom"), vm.Pointer(space, type, "_end")) is { } range)
            yield return new(range, JvmPart.Heap, "epsilon");
    }

    static IEnumerable<JvmRange> ParallelSpaces(Vm vm, string upTo = "_end")
    {
        Address? young = vm.PointerStatic("ParallelScavengeHeap", "_young_gen"), old = vm.PointerStatic("ParallelScavengeHeap", "_old_gen");
        foreach ((Address? space, string name) in new[]
        {
            (vm.Pointer(young, "PSYoungGen", "_eden_space"), "eden"),
            (vm.Pointer(young, "PSYoungGen", "_from_space"), "survivor"),
            (vm.Pointer(young, "PSYoungGen", "_to_space"), "survivor"),
            (vm.Pointer(old, "PSOldGen", "_object_space"), "old"),
        })
        {
            // The bounds stood in ImmutableSpace until 22.
            string type = vm.Tables.Field("MutableSpace", "_bottom") is not null ? "MutableSpace" : "ImmutableSpace";
            if (Vm.Range(vm.Pointer(space, type, "_bottom"), vm.Pointer(space, upTo == "_top" ? "MutableSpace" : type, upTo)) is { } range)
                yield return new(range, JvmPart.Heap, name);
        }
    }

    static IEnumerable<JvmRange> SerialSpaces(Vm vm, Address? heap, string upTo = "_end")
    {
        Address? old = Generation(vm, heap, "_old_gen", 1);
        return Contiguous(vm, upTo,
        [
            .. YoungSpaces(vm, heap),
            (vm.Pointer(old, "TenuredGeneration", "_the_space") ?? vm.Pointer(old, "OneContigSpaceCardGeneration", "_the_space"), "old"),
        ]);
    }

    /// <summary>ParNewGeneration is a DefNewGeneration.</summary>
    static IEnumerable<JvmRange> CmsSpaces(Vm vm, Address? heap, string upTo = "_end")
    {
        IEnumerable<JvmRange> young = Contiguous(vm, upTo, YoungSpaces(vm, heap));
        return CmsSpace.Of(vm, heap)?.Range is { } old ? young.Append(new(old, JvmPart.Heap, "old")) : young;
    }

    static (Address? Space, string Name)[] YoungSpaces(Vm vm, Address? heap)
    {
        Address? young = Generation(vm, heap, "_young_gen", 0);
        return
        [
            (vm.Pointer(young, "DefNewGeneration", "_eden_space"), "eden"),
            (vm.Pointer(young, "DefNewGeneration", "_from_space"), "survivor"),
            (vm.Pointer(young, "DefNewGeneration", "_to_space"), "survivor"),
        ];
    }

    static IEnumerable<JvmRange> Contiguous(Vm vm, string upTo, (Address? Space, string Name)[] spaces)
    {
        foreach ((Address? space, string name) in spaces)
        {
            // Space was folded into ContiguousSpace in 22.
            string type = vm.Tables.Field("ContiguousSpace", "_bottom") is not null ? "ContiguousSpace" : "Space";
            if (Vm.Range(vm.Pointer(space, type, "_bottom"), vm.Pointer(space, upTo == "_top" ? "ContiguousSpace" : type, upTo)) is { } range)
                yield return new(range, JvmPart.Heap, name);
        }
    }
}
