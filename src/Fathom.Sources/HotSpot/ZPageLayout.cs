using System.Runtime.InteropServices;

namespace Fathom.Sources.HotSpot;

/// <summary>Where a page of ZGC's says what it is (gc/z/zPage.hpp).</summary>
/// <param name="Place">Its beginning and its end, as places in the heap.</param>
/// <param name="Top">How far it is used.</param>
/// <param name="Users">In how many hands it is, in 11; since, free pages do not stand in the table.</param>
/// <param name="Born">In which collection its memory was given out: what is given out anew in the same place is another page.</param>
readonly record struct ZPageLayout(int Place, int Top, int Type, int? Users, int Born)
{
    public bool IsOf11 => Users is not null;

    public int Size => Math.Max(Math.Max(Place, Top) + 16, Math.Max(Math.Max(Type + 1, Born + 4), (Users ?? 0) + 4));

    public static ZPageLayout? Of(Vm vm, string z)
    {
        if (Offset(vm, z, "_virtual") is not { } place || Offset(vm, z, "_type") is not { } type)
            return null;
        // Right before the range, where it is not named.
        int born = Offset(vm, z, "_seqnum") ?? place - 4;
        if (born < 0)
            return null;
        if (Offset(vm, z, "_top") is { } top)
            return new(place, top, type, null, born);
        // 11 does not name two others: the top stands behind the range, the count before the table of moved objects.
        return vm.Tables.Size("ZVirtualMemory") is 16 && Offset(vm, z, "_forwarding") is >= 8 and var moved
            ? new(place, place + 16, type, moved - 8, born)
            : null;
    }

    public bool IsFree(ReadOnlySpan<byte> page) => Users is { } at && MemoryMarshal.Read<int>(page[at..]) == 0;

    static int? Offset(Vm vm, string z, string field) =>
        vm.Tables.Field(z + "Page", field) is { IsStatic: false, Offset: < 4096 } found ? (int)found.Offset : null;
}
