using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// The counters where the JVM itself keeps them (runtime/perfMemory.hpp): with -XX:+PerfDisableSharedMem there is no
/// file of them, and a file may be gone or belong to a /tmp that we cannot see. The same bytes in any case.
/// </summary>
static class PerfDataMemory
{
    const int PrologueBytes = 32;
    const int UsedAt = 8;

    /// <summary>Where they lie; a gap where the JVM keeps none.</summary>
    public static Result<AddressRange> Place(Vm vm)
    {
        if (vm.Static("PerfMemory", "_start") is not { } startAt || vm.Static("PerfMemory", "_capacity") is not { } capacityAt)
            return Gaps.VmPartUnread.At("PerfMemory", null, "counters");
        if (vm.Memory.Word(startAt) is not { } start)
            return Gaps.VmPartUnread.At("PerfMemory::_start", null, "counters");
        if (start == 0)
            return Gaps.PerfDataOff.At("PerfMemory::_start");
        return Vm.Range(VmMemory.AsPointer(start), vm.Memory.Word(capacityAt)) is { } range && range.Length.Value <= Limits.PerfDataBytes
            ? range
            : Gaps.PerfDataDamaged.At("PerfMemory::_capacity", null, "its place is none");
    }

    public static Result<PerfData> Read(VmMemory memory, AddressRange place)
    {
        string name = place.ToString();
        byte[] bytes = new byte[(int)place.Length.Value];
        // What lies beyond "used" was never written to, and its pages may not be there.
        int got = memory.Read(place.Start, bytes.AsSpan(0, Math.Min(bytes.Length, Bytes.PageSize)));
        if (got < PrologueBytes)
            return Gaps.VmPartUnread.At(name, null, "counters");
        int used = Math.Clamp(BitConverter.ToInt32(bytes, UsedAt), PrologueBytes, bytes.Length);
        if (used > got)
            got += memory.Read(place.Start + got, bytes.AsSpan(got, used - got));
        return PerfDataBytes.Parse(bytes.AsSpan(0, Math.Min(got, used)), name);
    }
}
