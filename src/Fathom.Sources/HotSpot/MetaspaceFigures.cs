using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// What metaspace holds now; its counters in hsperfdata are of the last collection. The counts are private statics
/// (memory/metaspace/runningCounters.hpp, virtualSpaceList.hpp), believed where they agree with the nodes that were found.
/// </summary>
static class MetaspaceFigures
{
    public static readonly string[] Symbols =
    [
        "_ZN9metaspace16MetaspaceContext23_nonclass_space_contextE", "_ZN9metaspace16MetaspaceContext20_class_space_contextE",
        "_ZN9metaspace15RunningCounters22_used_nonclass_counterE", "_ZN9metaspace15RunningCounters19_used_class_counterE",
        "_ZN9Metaspace11_space_listE", "_ZN9Metaspace17_class_space_listE", "_ZN14MetaspaceUtils11_used_wordsE",
    ];

    const int NonClass = 0, Class = 1, Used = 2, OldLists = 4, OldUsed = 6;

    // "used" stands behind name, list and chunks in each context since 22 (memory/metaspace/metaspaceContext.hpp).
    const int UsedInContext = 24;

    /// <summary>Null where .symtab is stripped away.</summary>
    public static (SpaceUse? Metaspace, SpaceUse? ClassSpace) Read(Vm vm, VmSymbols symbols, IReadOnlyList<JvmRange> ranges)
    {
        Address?[] places = [.. symbols.Private(Symbols).Select(place => place?.At)];
        return (
            Space(vm, places, NonClass, JvmPart.Metaspace, "nonclass", ranges),
            Space(vm, places, Class, JvmPart.ClassSpace, "class", ranges));
    }

    static SpaceUse? Space(Vm vm, Address?[] places, int kind, JvmPart part, string name, IReadOnlyList<JvmRange> ranges)
    {
        long reserved = ranges.Where(range => range.Part == part).Sum(range => range.Range.Length.Value);
        Address? context = Pointer(vm, places[kind]);
        Address? list = context is { } at ? vm.Memory.Pointer(at + 8) : Pointer(vm, places[OldLists + kind]);
        if (list is not { } start || reserved == 0 || Committed(vm, start, reserved) is not { } committed)
            return null;
        // ClassType is 0 and NonClassType 1 in the array that 11 had.
        Address? usedAt = places[Used + kind] ?? (context is { } own ? own + UsedInContext : places[OldUsed] + (8 * (1 - kind)));
        return usedAt is { } place && Words(vm.Memory.Word(place)) is { } used && used <= committed
            ? new SpaceUse(name, part, new(reserved), committed, used)
            : null;
    }

    /// <summary>The list counts reserved words, which we know by its nodes, and directly behind them committed ones.</summary>
    static Bytes? Committed(Vm vm, Address list, long reserved)
    {
        ulong[] words = new ulong[12];
        vm.Memory.Read(list, MemoryMarshal.AsBytes(words.AsSpan()));
        int at = Array.IndexOf(words, (ulong)(reserved / 8));
        return at >= 0 && at + 1 < words.Length && Words(words[at + 1]) is { } committed && committed.Value <= reserved
            && committed.Value % Bytes.PageSize == 0
                ? committed
                : null;
    }

    static Bytes? Words(ulong? words) => words is < 1UL << 43 ? new Bytes((long)words.Value * 8) : null;

    static Address? Pointer(Vm vm, Address? at) => at is { } place ? vm.Memory.Pointer(place) : null;
}
