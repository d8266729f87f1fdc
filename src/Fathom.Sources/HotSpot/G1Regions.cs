using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>A region of G1.</summary>
/// <param name="Top">Where its used part ends.</param>
/// <param name="Name">Its kind; null where the JVM does not tell.</param>
/// <param name="IsContinued">It goes on with a humongous object that began before it.</param>
readonly record struct G1Region(AddressRange Range, Address Top, string? Name, bool IsContinued);

/// <summary>G1's regions with their kind (gc/g1/heapRegionType.hpp): the masks come from the JVM's own constants.</summary>
static class G1Regions
{
    const int MostRegions = 1 << 20;

    /// <summary>Neighbours of one kind as one range; none in JDK 8, which does not say of what kind a region is.</summary>
    public static IEnumerable<JvmRange> Read(Vm vm, Address? heap) =>
        HeapReader.Join([.. Each(vm, heap, out _).Where(region => region.Name is not null)
            .Select(region => new JvmRange(region.Range, JvmPart.Heap, region.Name!))]);

    /// <param name="complete">Whether every region of the table could be read.</param>
    public static IReadOnlyList<G1Region> Each(Vm vm, Address? heap, out bool complete)
    {
        complete = false;
        // Renamed in 23: HeapRegion → G1HeapRegion.
        string prefix = vm.Tables.Size("G1HeapRegion") is not null ? "G1" : "";
        (string region, string manager, string kind) = (prefix + "HeapRegion", prefix + "HeapRegionManager", prefix + "HeapRegionType");
        Address? table = vm.At(vm.At(heap, "G1CollectedHeap", "_hrm"), manager, "_regions");
        if (vm.Pointer(table, "G1HeapRegionTable", "_base") is not { } first
            || vm.Word(table, "G1HeapRegionTable", "_length") is not { } count || count > MostRegions
            // A region was a Space until 12.
            || (vm.Tables.Field(region, "_bottom") ?? vm.Tables.Field("Space", "_bottom")) is not { } bottom
            || (vm.Tables.Field(region, "_end") ?? vm.Tables.Field("Space", "_end")) is not { } end
            || Top(vm, region) is not { } top)
            return [];
        ulong[] pointers = new ulong[count];
        int got = vm.Memory.Read(first, MemoryMarshal.AsBytes(pointers.AsSpan()));
        Address[] regions = [.. pointers[..(got / 8)].Select(VmMemory.AsPointer).OfType<Address>()];
        int? tagAt = vm.Tables.Field(region, "_type") is { } type && vm.Tables.Field(kind, "_tag") is { } tag ? (int)(type.Offset + tag.Offset) : null;
        List<G1Region> found = Regions(vm, regions, new((int)bottom.Offset, (int)top.Offset, (int)end.Offset, tagAt), Masks.Of(vm, kind));
        complete = got == pointers.Length * 8 && found.Count == regions.Length;
        return found;
    }

    /// <summary>In the region itself since 12; G1ContiguousSpace in 9 to 11, G1OffsetTableContigSpace in 8.</summary>
    static VmField? Top(Vm vm, string region) => vm.Tables.Field(region, "_top")
        ?? vm.Tables.Field("G1ContiguousSpace", "_top") ?? vm.Tables.Field("G1OffsetTableContigSpace", "_top");

    readonly record struct Places(int Bottom, int Top, int End, int? Tag)
    {
        public int Size => Math.Max(Math.Max(Math.Max(Bottom, Top), End) + 8, (Tag ?? 0) + 4);
    }

    static List<G1Region> Regions(Vm vm, Address[] regions, Places places, Masks masks)
    {
        int size = places.Size;
        List<G1Region> found = new(regions.Length);
        if (size > 4096)
            return found;
        vm.Memory.ReadObjects(regions, size, one =>
        {
            Address? bottom = VmMemory.AsPointer(MemoryMarshal.Read<ulong>(one[places.Bottom..]));
            Address? end = VmMemory.AsPointer(MemoryMarshal.Read<ulong>(one[places.End..]));
            ulong top = MemoryMarshal.Read<ulong>(one[places.Top..]);
            uint? tag = places.Tag is { } at ? MemoryMarshal.Read<uint>(one[at..]) : null;
            if (Vm.Range(bottom, end) is { } range)
                found.Add(new(range, new Address(top), tag is { } kind ? masks.NameOf(kind) : null, tag is { } known && masks.IsContinued(known)));
        });
        return found;
    }

    readonly record struct Masks(uint Young, uint Eden, uint Humongous, uint Old, uint Archive, uint Continues)
    {
        public static Masks Of(Vm vm, string kind)
        {
            uint Mask(string name) => unchecked((uint)(vm.Tables.Constant(kind + "::" + name) ?? 0));
            return new(Mask("YoungMask"), Mask("EdenTag"), Mask("HumongousMask"), Mask("OldMask"), Mask("ArchiveMask"), Mask("ContinuesHumongousTag"));
        }

        public bool IsContinued(uint tag) => tag != 0 && tag == Continues;

        public string NameOf(uint tag) => tag switch
        {
            0 => "free",
            _ when tag == Eden => "eden",
            _ when (tag & Young) != 0 => "survivor",
            _ when (tag & Humongous) != 0 => "humongous",
            _ when (tag & Archive) != 0 => "archive",
            _ when (tag & Old) != 0 => "old",
            _ => "other",
        };
    }
}
