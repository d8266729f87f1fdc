using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.Allocators;
using Fathom.Sources.Formats.Crashes;
using Fathom.Sources.Formats.HotSpot;
using Fathom.Sources.Formats.Jdk;
using Fathom.Sources.Formats.Kernel;
using Fathom.Sources.Formats.MallocLog;
using Fathom.Sources.Formats.Monitors;
using Fathom.Sources.Formats.Pods;
using Fathom.Sources.Formats.Procps;
using Fathom.Sources.Formats.Strace;
using Fathom.Sources.Profiles;
using Fathom.Sources.Profiles.Perf;
using Fathom.Tests.Sources.Formats.HotSpot;
using Fathom.Tests.Sources.Profiles;

namespace Fathom.Tests.Sources.Formats;

delegate bool TextBegins(ReadOnlySpan<byte> line);

delegate bool TextBeginsAbove(ReadOnlySpan<byte> line, ReadOnlySpan<byte> next);

delegate (IReadOnlyList<Gap> Gaps, IReadOnlyList<UnreadLine> Unread) TextParse(ReadOnlySpan<byte> text);

/// <summary>Every parser of a text: one line here, and it is fuzzed, soaked and held against all other texts.</summary>
/// <param name="Begins">Null for the answers of HotSpot, which are told by <see cref="HotSpotText"/>.</param>
sealed record TextParser(string Name, TextBegins? Begins, TextParse Parse, Func<IEnumerable<byte[]>> Texts)
{
    /// <summary>Where the line behind it has to be seen as well.</summary>
    public TextBeginsAbove? Above { get; init; }

    public static readonly TextParser[] Tools =
    [
        new("pmap", PmapText.Begins, text => Of(PmapText.Parse(text, "f"), it => it.Unread), In("procps", "pmap")),
        new("top", ProcessTableText.Begins, text => Of(ProcessTableText.Parse(text, "f"), it => it.Unread), In("procps", "top", "ps-")),
        new("free", FreeText.Begins, text => Of(FreeText.Parse(text, "f"), it => it.Unread), In("procps", "free")),
        new("meminfo", MeminfoText.Begins, text => Of(MeminfoText.Parse(text, "f"), it => it.Unread), In("procps", "meminfo")),
        new("kill", KernelKillText.Begins, text => Of(KernelKillText.Parse(text, "f"), it => it.Unread), In("kernel", "oom")),
        new("jstat", JstatText.Begins, text => Of(JstatText.Parse(text, "f"), it => it.Unread), In("jdk", "jstat")),
        new("jmap heap", JmapHeapText.Begins, text => Of(JmapHeapText.Parse(text, "f"), it => it.Unread), In("jdk", "jmap-heap")),
        new("malloc_stats", MallocStatsText.Begins, text => Of(MallocStatsText.Parse(text, "f"), it => it.Unread), In("allocators", "malloc-stats")),
        new("jemalloc", JemallocStatsText.Begins, text => Of(JemallocStatsText.Parse(text, "f"), it => it.Unread), In("allocators", "jemalloc")),
        new("tcmalloc", TcmallocStatsText.Begins, text => Of(TcmallocStatsText.Parse(text, "f"), it => it.Unread), In("allocators", "tcmalloc")),
        new("crash", CrashText.Begins, text => Of(CrashText.Parse(text, "f"), it => it.Unread), In("crashes")),
        new("arthas", ArthasText.Begins, text => Of(ArthasText.Parse(text, "f"), it => it.Unread), In("monitors", "arthas")),
        new("metrics", MetricsText.Begins, text => Of(MetricsText.Parse(text, "f"), it => it.Unread), In("monitors", "metrics")),
        new("strace", StraceText.Begins, text => Of(StraceText.Parse(text, "f"), it => it.Unread), In("calls", "strace")),
        new("malloc log", MallocLogText.Begins, text => Of(MallocLogText.Parse(text, "f"), it => it.Unread), In("calls", "malloc")),
        new("heap profile", HeapProfileText.Begins, text => Of(HeapProfileText.Parse(text, "f"), it => it.Unread), () => [SavedProfiles.Read("jeprof.4242.0.i0.heap"), SavedProfiles.Read("shop.0003.heap")]),
        new("perf script", PerfScriptText.Begins, text => Of(PerfScriptText.Parse(text, "f"), it => it.Unread), () => [SavedProfiles.Read("perf.malloc.script.txt"), SavedProfiles.Read("perf.clock.flat.txt")]) { Above = PerfScriptText.Begins },
        new("pod", PodDescriptionText.Begins, text => Of(PodDescriptionText.Parse(text, "f"), it => it.Unread), In("pods", "describe")),
        new("pod json", PodJsonText.Begins, text => Of(PodJsonText.Parse(text, "f"), it => it.Unread), In("pods", "get-pod.json", "docker-inspect", "podman-inspect")) { Above = PodJsonText.Begins },
        new("pod yaml", PodYamlText.Begins, text => Of(PodYamlText.Parse(text, "f"), it => it.Unread), In("pods", "get-pod.yaml")),
        new("container table", ContainerTableText.Begins, text => Of(ContainerTableText.Parse(text, "f"), it => it.Unread), In("pods", "table")),
    ];

    static readonly TextParser[] HotSpot =
    [
        .. from format in AnyReport.Formats
           where format != HotSpotFormat.Unknown
           select new TextParser(format.ToString(), null, text => AnyReport.Parse(format, text), () => OfFormat(format)),
    ];

    public static TextParser[] All => [.. Tools, .. HotSpot];

    public static TextParser Named(string name) => All.Single(parser => parser.Name == name);

    static Func<IEnumerable<byte[]>> In(string folder, params string[] prefixes) =>
        () => (prefixes.Length == 0 ? [""] : prefixes).SelectMany(prefix => SavedTexts.Below(folder, prefix)).Select(SavedTexts.Read);

    static IEnumerable<byte[]> OfFormat(HotSpotFormat format) =>
        SavedAnswers.All().Select(row => SavedAnswers.Read((string)row[0], (string)row[1]))
            .Where(text => HotSpotText.Recognise(text) == format);

    static (IReadOnlyList<Gap>, IReadOnlyList<UnreadLine>) Of<T>(Parsed<T> parsed, Func<T, IReadOnlyList<UnreadLine>> unread) =>
        (parsed.Gaps, unread(parsed.Value));
}
