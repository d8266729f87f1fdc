using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>The bits of an address of ZGC's that are its place in the heap, whatever its colour or view.</summary>
static class ZOffsets
{
    /// <summary>A constant in 11; chosen when the JVM starts since (gc/z/vmStructs_z.hpp).</summary>
    public static ulong? Mask(Vm vm, string z)
    {
        ulong? mask = Global(vm, z, "AddressOffsetMask") is { } at ? vm.Memory.Word(at)
            : z == "Z" && vm.Tables.Constant("ZAddressOffsetMask") is > 0 and var constant ? (ulong)constant : null;
        return mask is > 1UL << 30 and < 1UL << 47 && (mask & (mask + 1)) == 0 ? mask : null;
    }

    /// <summary>Where one of ZGC's own variables lies.</summary>
    public static Address? Global(Vm vm, string z, string name) =>
        vm.Pointer(vm.PointerStatic(z + "GlobalsForVMStructs", "_instance_p"), z + "GlobalsForVMStructs", $"_{z}{name}");
}
