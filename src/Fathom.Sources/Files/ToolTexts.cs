using Fathom.Evidence.HotSpot;
using Fathom.Sources.Formats.Allocators;
using Fathom.Sources.Formats.Jdk;
using Fathom.Sources.Formats.Kernel;
using Fathom.Sources.Formats.MallocLog;
using Fathom.Sources.Formats.Monitors;
using Fathom.Sources.Formats.Pods;
using Fathom.Sources.Formats.Procps;
using Fathom.Sources.Formats.Strace;
using Fathom.Sources.Formats.Strings;
using Fathom.Sources.Profiles;
using Fathom.Sources.Profiles.Leaks;
using Fathom.Sources.Profiles.Perf;

namespace Fathom.Sources.Files;

/// <summary>What other tools print: a line for each.</summary>
static class ToolTexts
{
    public static IReadOnlyList<SavedFormat> All { get; } =
    [
        // Compared with --against; as evidence it is what a look made of evidence.
        new("fathom's answer", static (line, next) => line.SequenceEqual("{"u8) && next.TrimStart((byte)' ').StartsWith("\"schema\": \"fathom/"u8), static (_, _) => new PieceContent(null, [], 0)),
        // Its first line and its header both begin one; a sorted table has the header anywhere.
        Of("pmap", PmapText.Begins, PmapText.Parse, report => report.Unread) with { Again = static (line, _) => PmapText.Begins(line) && PmapColumns.OfHeader(line) is null },
        Of("top", ProcessTableText.Begins, ProcessTableText.Parse, table => table.Unread) with { Again = null, Holds = ["free"] },
        Of("free", FreeText.Begins, FreeText.Parse, memory => memory.Unread),
        Of("meminfo", MeminfoText.Begins, MeminfoText.Parse, memory => memory.Unread),
        Of("jstat", JstatText.Begins, JstatText.Parse, report => report.Unread) with { Again = null },
        Of("jmap -heap", JmapHeapText.Begins, JmapHeapText.Parse, report => report.Unread) with { Again = null },
        Of("oom-kill", KernelKillText.Begins, KernelKillText.Parse, kills => kills.Unread) with { Again = null },
        Of("kubectl describe", PodDescriptionText.Begins, PodDescriptionText.Parse, states => states.Unread),
        Of("container table", ContainerTableText.Begins, ContainerTableText.Parse, states => states.Unread) with { Again = null },
        SavedFormat.Of("container JSON", static (line, next) => PodJsonText.Begins(line, next), PodJsonText.Parse, states => states.Unread),
        Of("container YAML", PodYamlText.Begins, PodYamlText.Parse, states => states.Unread),
        Of("malloc_stats", MallocStatsText.Begins, MallocStatsText.Parse, stats => stats.Unread),
        Of("jemalloc statistics", JemallocStatsText.Begins, JemallocStatsText.Parse, stats => stats.Unread),
        Of("tcmalloc statistics", TcmallocStatsText.Begins, TcmallocStatsText.Parse, stats => stats.Unread) with { Again = null },
        Of("Arthas", ArthasText.Begins, ArthasText.Parse, memory => memory.Unread) with { Again = null },
        Of("Prometheus", MetricsText.Begins, MetricsText.Parse, metrics => metrics.Unread) with { Again = null, IsOwn = MetricsText.Begins },
        Of("heap profile", HeapProfileText.Begins, HeapProfileText.Parse, profile => profile.Unread) with { IsOwn = HeapProfileText.IsOwn, Holds = ["maps"] },
        Of("valgrind leak check", MemcheckText.Begins, MemcheckText.Parse, profile => profile.Unread) with { Again = null, IsOwn = static line => line.StartsWith("=="u8) },
        Of("LeakSanitizer report", SanitizerText.Begins, SanitizerText.Parse, profile => profile.Unread) with { Again = null, IsOwn = static line => line.StartsWith("#"u8) },
        Of("memleak of bcc", MemleakText.Begins, MemleakText.Parse, profile => profile.Unread) with { Again = null },
        SavedFormat.Of("perf script", static (line, next) => PerfScriptText.Begins(line, next), PerfScriptText.Parse, profile => profile.Unread),
        Of("strings", StringsText.Begins, StringsText.Parse, strings => strings.Unread),
        Of("strace", StraceText.Begins, StraceText.Parse, calls => calls.Unread) with { Again = null, IsOwn = StraceText.Begins },
        Of("malloc log", MallocLogText.Begins, MallocLogText.Parse, log => log.Unread) with { Again = null, IsOwn = MallocLogText.Begins },
    ];

    static SavedFormat Of<T>(string kind, SavedFormat.Line begins, SavedFormat.Parser<T> parse, Func<T, IReadOnlyList<UnreadLine>> unread)
        where T : class => SavedFormat.Of(kind, begins, parse, unread);
}
