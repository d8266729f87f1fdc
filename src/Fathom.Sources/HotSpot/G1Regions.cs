using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>G1's regions with their kind (gc/g1/heapRegionType.hpp): the masks come from the JVM's own constants.</summary>
static class G1Regions
{
    const int MostRegions = 1 << 20;

    public static IEnumerable<JvmRange> Read(Vm vm, Address? heap)
    {
        // Renamed in 23: HeapRegion → G1HeapRegion.
        string prefix = vm.Tables.Size("G1HeapRegion") is not null ? "G1" : "";
        (string region, string manager, string kind) = (prefix + "HeapRegion", prefix + "HeapRegionManager", prefix + "HeapRegionType");
        Address? table = vm.At(vm.At(heap, "G1CollectedHeap", "_hrm"), manager, "_regions");
        if (vm.Pointer(table, "G1HeapRegionTable", "_base") is not { } first
            || vm.Word(table, "G1HeapRegionTable", "_length") is not { } count || count > MostRegions
            // A region was a Space until 12.
            || (vm.Tables.Field(region, "_bottom") ?? vm.Tables.Field("Space", "_bottom")) is not { } bottom
            || (vm.Tables.Field(region, "_end") ?? vm.Tables.Field("Space", "_end")) is not { } end
            || vm.Tables.Field(region, "_type") is not { } type || vm.Tables.Field(kind, "_tag") is not { } tag)
            return [];
        ulong[] pointers = new ulong[count];
        int got = vm.Memory.Read(first, MemoryMarshal.AsBytes(pointers.AsSpan()));
        Address[] regions = [.. pointers[..(got / 8)].Select(VmMemory.AsPointer).OfType<Address>()];
        Masks masks = Masks.Of(vm, kind);
        return HeapReader.Join(Regions(vm, regions, (int)bottom.Offset, (int)end.Offset, (int)(type.Offset + tag.Offset), masks));
    }

    static List<JvmRange> Regions(Vm vm, Address[] regions, int bottomAt, int endAt, int tagAt, Masks masks)
    {
        int size = Math.Max(Math.Max(bottomAt, endAt) + 8, tagAt + 4);
        List<JvmRange> ranges = new(regions.Length);
        if (size > 4096)
            return ranges;
        vm.Memory.ReadObjects(regions, size, one =>
        {
            Address? bottom = VmMemory.AsPointer(MemoryMarshal.Read<ulong>(one[bottomAt..]));
            Address? end = VmMemory.AsPointer(MemoryMarshal.Read<ulong>(one[endAt..]));
            if (Vm.Range(bottom, end) is { } range)
                ranges.Add(new(range, JvmPart.Heap, masks.NameOf(MemoryMarshal.Read<uint>(one[tagAt..]))));
        });
        return ranges;
    }

    readonly record struct Masks(uint Young, uint Eden, uint Humongous, uint Old, uint Archive)
    {
        public static Masks Of(Vm vm, string kind)
        {
            uint Mask(string name) => unchecked((uint)(vm.Tables.Constant(kind + "::" + name) ?? 0));
            return new(Mask("YoungMask"), Mask("EdenTag"), Mask("HumongousMask"), Mask("OldMask"), Mask("ArchiveMask"));
        }

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
