using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>Reads moments of one JVM's heap.</summary>
sealed class HeapMoments(Vm vm, VmFlags flags, HeaderLayout headers, ObjectSizes sizes)
{
    /// <summary>Some ms of a small heap: by then most of what is moved has been moved.</summary>
    const int MostReadings = 20;

    readonly Address? _heap = HeapReader.Object(vm);
    readonly ZViews? _views = ZViews.Of(vm, flags);

    public string? Collector { get; } = HeapReader.Collector(flags);

    /// <summary>The addresses that parts are told in; memory has to be read through it.</summary>
    public ZViews? Views => Collector == "Z" ? _views : null;

    /// <summary>
    /// Null where this collector's spaces are not understood. ZGC and Shenandoah move objects while their pages are read one after the other: from one that is
    /// gone when its turn comes to one that was read before they came. A reading is whole where no page of the one before it has gone.
    /// </summary>
    public HeapMoment? Read()
    {
        if (Collector is not ("Z" or "Shenandoah"))
            return ReadOnce();
        HeapMoment? moment = null, last = null;
        for (int i = 0; i < MostReadings; i++)
        {
            HeapMoment? before = moment;
            moment = ReadOnce();
            if (moment is not null && before?.StillStandsAt(moment) == true)
                return moment;
            last = moment ?? last;
        }
        return last is null ? null : last with { IsCollecting = true };
    }

    HeapMoment? ReadOnce()
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
