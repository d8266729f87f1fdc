using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>Shenandoah's regions, and where each says what it is (gc/shenandoah/shenandoahHeapRegion.hpp).</summary>
sealed record ShenandoahTable(Address[] Regions, int Bottom, int End, int Top, int State)
{
    const string Region = "ShenandoahHeapRegion";
    const int MostRegions = 1 << 20;
    const int LargestRegion = 4096;

    /// <summary>In 11 vmStructs names none of them (ShenandoahHeapRegion::RegionState).</summary>
    static readonly string[] StatesOf11 =
    [
        "_empty_uncommitted", "_empty_committed", "_regular", "_humongous_start", "_humongous_cont", "_pinned_humongous_start",
        "_cset", "_pinned", "_pinned_cset", "_trash",
    ];

    /// <summary>Whether every entry of the table was read.</summary>
    public bool IsComplete { get; private init; }

    /// <summary>Numbers are what the JVM says; where it says nothing, those of 11.</summary>
    bool IsOf11 { get; init; }

    public int Size => Math.Max(Math.Max(Bottom, End), Math.Max(Top, State)) + 8;

    public static ShenandoahTable? Of(Vm vm, Address? heap)
    {
        if (vm.Word(heap, "ShenandoahHeap", "_num_regions") is not ({ } count and > 0 and <= MostRegions))
            return null;
        bool isNamed = vm.Tables.Field("ShenandoahHeap", "_regions") is not null;
        // In 11 it stands behind the count (gc/shenandoah/shenandoahHeap.hpp).
        Address? first = isNamed ? vm.Pointer(heap, "ShenandoahHeap", "_regions")
            : vm.At(heap, "ShenandoahHeap", "_num_regions") is { } at ? vm.Memory.Pointer(at + 8) : null;
        if (first is not { } start)
            return null;
        ulong[] pointers = new ulong[count];
        int got = vm.Memory.Read(start, MemoryMarshal.AsBytes(pointers.AsSpan()));
        Address[] regions = [.. pointers[..(got / 8)].Select(VmMemory.AsPointer).OfType<Address>()];
        if (regions.Length == 0)
            return null;
        bool complete = regions.Length == pointers.Length;
        if (isNamed)
        {
            return Offset(vm, "_bottom") is { } bottom && Offset(vm, "_end") is { } end && Offset(vm, "_top") is { } top && Offset(vm, "_state") is { } state
                ? new(regions, bottom, end, top, state) { IsComplete = complete } : null;
        }
        ShenandoahTable old = new(regions, Bottom: 8, End: 16, Top: 48, State: 40) { IsComplete = complete, IsOf11 = true };
        return complete && vm.Tables.Size(Region) is 96 && old.IsOver(vm, HeapReader.Reserved(vm, heap)) ? old : null;
    }

    public int? NumberOf(Vm vm, string state) =>
        IsOf11 ? Array.IndexOf(StatesOf11, state) : vm.Tables.Constant(Region + "::" + state) is { } value ? (int)Math.Clamp(value, -1, 1000) : null;

    /// <summary>
    /// What was not named proves itself: regions know their number, cover the heap from its beginning to its end, are used no
    /// further than they go, and are in a state that there is.
    /// </summary>
    bool IsOver(Vm vm, AddressRange? heap)
    {
        if (heap is not { } all || vm.Static(Region, "RegionSizeBytes") is not { } at || vm.Memory.Word(at) is not (> 0 and < 1UL << 40 and var size)
            || size * (ulong)Regions.Length != (ulong)all.Length.Value)
            return false;
        ulong next = 0;
        vm.Memory.ReadObjects(Regions, Size, one =>
        {
            // A number past the last cannot be: it stays so, and its place need not be right.
            ulong bottom = unchecked(all.Start.Value + (next * size)), top = Word(one, Top);
            bool isSound = Word(one, 0) == next && Word(one, Bottom) == bottom && Word(one, End) == bottom + size
                && top >= bottom && top <= bottom + size && MemoryMarshal.Read<uint>(one[State..]) < (uint)StatesOf11.Length;
            next = isSound ? next + 1 : MostRegions + 1;
        });
        return next == (ulong)Regions.Length;
    }

    static ulong Word(ReadOnlySpan<byte> one, int at) => MemoryMarshal.Read<ulong>(one[at..]);

    static int? Offset(Vm vm, string field) =>
        vm.Tables.Field(Region, field) is { IsStatic: false, Offset: < LargestRegion } found ? (int)found.Offset : null;
}
