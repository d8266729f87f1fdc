using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Nmt;

/// <summary>
/// The statics of native memory tracking (nmt/memTracker.hpp and its neighbours, services/ until 21). None of them is in
/// vmStructs: only .symtab names them.
/// </summary>
sealed class NmtSymbols
{
    const string LevelName = "_ZN10MemTracker15_tracking_levelE";
    const string MallocName = "_ZN19MallocMemorySummary9_snapshotE";
    const string VirtualName = "_ZN20VirtualMemorySummary9_snapshotE";
    const string TagsName = "_ZN7NMTUtil18_memory_type_namesE";
    // From 20 on a name has a second one for programs.
    const string TagPairsName = "_ZN7NMTUtil8_stringsE";
    const string RegionsName = "_ZN20VirtualMemoryTracker17_reserved_regionsE";
    const string SitesName = "_ZN15MallocSiteTable6_tableE";
    const string ThreadsName = "_ZN18ThreadStackTracker13_thread_countE";

    const string FilesName = "_ZN17MemoryFileTracker8Instance8_trackerE";

    public static IReadOnlyList<string> Names { get; } =
        [LevelName, MallocName, VirtualName, TagsName, TagPairsName, RegionsName, SitesName, ThreadsName, FilesName];

    readonly IReadOnlyList<(Address At, ulong Size)?> _places;

    public NmtSymbols(IReadOnlyList<(Address At, ulong Size)?> places) => _places = places;

    public (Address At, ulong Size)? Level => _places[0];

    public (Address At, ulong Size)? Malloc => _places[1];

    public (Address At, ulong Size)? Virtual => _places[2];

    public (Address At, ulong Size)? Tags => _places[3] ?? _places[4];

    public bool TagsArePairs => _places[3] is null;

    public (Address At, ulong Size)? Regions => _places[5];

    public (Address At, ulong Size)? Sites => _places[6];

    public (Address At, ulong Size)? Threads => _places[7];

    /// <summary>Memory in files, kept apart from 24 on: the heap of ZGC.</summary>
    public (Address At, ulong Size)? Files => _places[8];
}
