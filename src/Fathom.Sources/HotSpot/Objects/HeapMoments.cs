using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>Reads moments of one JVM's heap.</summary>
sealed class HeapMoments(Vm vm, VmFlags flags, HeaderLayout headers, ObjectSizes sizes)
{
    readonly Address? _heap = HeapReader.Object(vm);
    readonly ZViews? _views = ZViews.Of(vm, flags);

    public string? Collector { get; } = HeapReader.Collector(flags);

    /// <summary>The addresses that parts are told in; memory has to be read through it.</summary>
    public ZViews? Views => Collector == "Z" ? _views : null;

    /// <summary>Null where this collector's spaces are not understood.</summary>
    public HeapMoment? Read()
    {
        int? collections = vm.Int32(_heap, "CollectedHeap", "_total_collections");
        bool collecting = IsCollecting();
        FreeRoom? room = Collector == "CMS" ? CmsSpace.Of(vm, _heap)?.Room() : null;
        if (HeapParts.Read(vm, flags, Collector, _heap) is not { } parts || (Collector == "CMS" && room is null))
            return null;
        List<AddressRange> holes = Tlabs.Unused(vm, flags, headers, sizes.Alignment);
        if (Views is { } views)
            holes = [.. holes.Select(views.Canonical).OrderBy(range => range.Start)];
        return new HeapMoment(parts, holes, collections, collecting || IsCollecting()) { Room = room };
    }

    /// <summary>Renamed in 23.</summary>
    bool IsCollecting() =>
        (vm.At(_heap, "CollectedHeap", "_is_stw_gc_active") ?? vm.At(_heap, "CollectedHeap", "_is_gc_active")) is { } at
        && vm.Memory.Byte(at) is not 0;
}
