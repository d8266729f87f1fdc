using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>The heap in figures: reserved, committed and used, as GC.heap_info says them.</summary>
static class HeapFigures
{
    const ulong Largest = 1UL << 46;

    /// <summary>The whole first, then its spaces; empty where this collector of this version does not show them.</summary>
    public static (SpaceUse? Whole, IReadOnlyList<SpaceUse> Spaces) Read(
        Vm vm, VmFlags flags, string? collector, AddressRange? reserved, IReadOnlyList<JvmRange> ranges)
    {
        Address? heap = HeapReader.Object(vm);
        IReadOnlyList<SpaceUse> spaces = collector switch
        {
            "G1" => G1Figures.Spaces(vm, heap),
            "Parallel" or "Serial" => Contiguous(ranges.Where(range => range.Part == JvmPart.Heap && range.Range != reserved), HeapReader.Used(vm, collector, heap)),
            "CMS" => Cms(vm, heap, ranges.Where(range => range.Part == JvmPart.Heap && range.Range != reserved)),
            _ => [],
        };
        (Bytes? committed, Bytes? used) = collector switch
        {
            "G1" => (G1Figures.Committed(vm, heap), Sum(spaces, space => space.Used)),
            "Z" => ZFigures.Read(vm, flags, heap),
            "Shenandoah" => Shenandoah(vm, heap),
            "Epsilon" => Epsilon(vm, heap),
            // Without the old generation it would not be the whole.
            _ when spaces.Any(space => space.Name == "old") => (Sum(spaces, space => space.Committed), Sum(spaces, space => space.Used)),
            _ => (null, null),
        };
        // A sum that does not fit was read in the middle of a change.
        if (committed is not { } whole || used is not { } inUse || inUse > whole || reserved?.Length < whole)
            return (null, spaces);
        if (collector == "G1")
            spaces = WithFreeCut(spaces, whole);
        return (new SpaceUse("heap", JvmPart.Heap, reserved?.Length, whole, inUse), spaces);
    }

    /// <summary>Of free regions only those are committed that the whole has room for.</summary>
    static IReadOnlyList<SpaceUse> WithFreeCut(IReadOnlyList<SpaceUse> spaces, Bytes whole)
    {
        Bytes inUse = spaces.Where(space => space.Name != "free").Aggregate(Bytes.Zero, (sum, space) => sum + space.Committed!.Value);
        return [.. spaces.Select(space => space.Name == "free"
            ? space with { Committed = whole > inUse ? whole - inUse : Bytes.Zero, Regions = null }
            : space)];
    }

    /// <summary>Spaces of one name, the two survivors, are one line as in the ledger.</summary>
    static IReadOnlyList<SpaceUse> Contiguous(IEnumerable<JvmRange> spaces, IEnumerable<JvmRange> filled)
    {
        ILookup<string, JvmRange> used = filled.ToLookup(range => range.Name);
        return [.. spaces.GroupBy(range => range.Name).Select(same =>
            new SpaceUse(same.Key, JvmPart.Heap, null, Length(same), Length(used[same.Key])))];
    }

    /// <summary>The old space is used but for its free chunks.</summary>
    static IReadOnlyList<SpaceUse> Cms(Vm vm, Address? heap, IEnumerable<JvmRange> spaces)
    {
        IReadOnlyList<SpaceUse> whole = Contiguous(spaces, HeapReader.Used(vm, "CMS", heap));
        return CmsSpace.Of(vm, heap)?.Room() is not { } room ? []
            : [.. whole.Select(space => space.Name == "old" ? space with { Used = Rest(space.Used!.Value, room.Free) } : space)];
    }

    /// <summary>More free than there is was read in the middle of a change.</summary>
    static Bytes? Rest(Bytes all, Bytes free) => free <= all ? all - free : null;

    static Bytes Length(IEnumerable<JvmRange> ranges) => ranges.Aggregate(Bytes.Zero, (sum, range) => sum + range.Range.Length);

    static Bytes? Sum(IReadOnlyList<SpaceUse> spaces, Func<SpaceUse, Bytes?> part) =>
        spaces.Count == 0 ? null : spaces.Aggregate((Bytes?)Bytes.Zero, (sum, space) => sum + part(space));

    static (Bytes?, Bytes?) Shenandoah(Vm vm, Address? heap) => (
        Amount(vm.Word(heap, "ShenandoahHeap", "_committed")),
        // Each generation counts its own since 22; the global one counts all.
        Amount(vm.Word(heap, "ShenandoahHeap", "_used")
            ?? vm.Word(vm.Pointer(heap, "ShenandoahHeap", "_global_generation"), "ShenandoahGeneration", "_used")));

    static (Bytes?, Bytes?) Epsilon(Vm vm, Address? heap)
    {
        Address? memory = vm.At(heap, "EpsilonHeap", "_virtual_space"), space = vm.Pointer(heap, "EpsilonHeap", "_space");
        return (Vm.Range(vm.Pointer(memory, "VirtualSpace", "_low"), vm.Pointer(memory, "VirtualSpace", "_high"))?.Length,
            Filled(vm, space));
    }

    /// <summary>Space was folded into ContiguousSpace in 22.</summary>
    static Bytes? Filled(Vm vm, Address? space)
    {
        Address? bottom = vm.Pointer(space, "ContiguousSpace", "_bottom") ?? vm.Pointer(space, "Space", "_bottom");
        return bottom is { } start && vm.Pointer(space, "ContiguousSpace", "_top") is { } top && top >= start ? new(top - start) : null;
    }

    public static Bytes? Amount(ulong? word) => word is < Largest ? new Bytes((long)word.Value) : null;
}
