using Fathom.Accounting.Census;
using Fathom.Evidence;
using Fathom.Findings;

namespace Fathom.Tests.Findings.Rules;

/// <summary>Figures of the lab's programs gzip-unclosed and deflater-kept.</summary>
static class StreamRows
{
    internal static readonly CensusRow Inflaters = new()
    {
        Owner = "libz.so.1",
        Structure = "zlib inflate stream",
        Remedy = "close-streams",
        Count = 9000,
        Holder = "java.util.zip.Inflater$InflaterZStreamRef",
    };

    internal static readonly CensusRow Kept = Inflaters with { Reachable = Reachable.Java, Referrer = "com.example.Orders.cache" };

    internal static readonly CensusRow Dropped = Inflaters with { Reachable = Reachable.Garbage };

    internal static readonly CensusRow Native = Inflaters with { Holder = null, Count = 300 };

    /// <summary>Most are kept, and the search had no time to find that out.</summary>
    internal static Observed HalfSearched() => Observed.Idle.Census(Inflaters, 360).Heap().With(snapshot => snapshot with
    {
        Census = snapshot.Census! with { Holders = snapshot.Census!.Holders! with { Scanned = Fathom.Evidence.Bytes.FromMiB(40) } },
    });

    internal static readonly string[] OfJar = ["java.util.zip.ZipFile$CleanableResource.inflaterCache", "java.util.jar.JarFile.res"];
}

sealed class StreamsDroppedCases : IRuleCases
{
    public string Rule => "FTH012";

    public IEnumerable<Case> Fires =>
    [
        Pasted.Texts(355).Dump(DumpedHeaps.Inflaters(DumpedHeaps.Garbage(9001, null))).Case(),
        Observed.Idle.Census(StreamRows.Dropped, 360).Case(),
        Observed.Idle.Census(StreamRows.Inflaters, 360).Case(),
        Observed.Idle.Census(StreamRows.Inflaters with { Holder = null }, 360).Case(), // the Java heap was not gone through
        StreamRows.HalfSearched().Case(),
        Histogrammed.Dropped.Case(),
        Pasted.Texts(355).Saying(Pasted.Histogram(null, 20_000, ("java.util.zip.Inflater$InflaterZStreamRef", 9001))).Case(),
        Pasted.Texts(355).With(snapshot => snapshot with { Pages = null }).Saying(Pasted.Histogram(true, 20_000, ("java.util.zip.Deflater$DeflaterZStreamRef", 601))).Case(),
    ];

    public IEnumerable<Case> Silent =>
    [
        Pasted.Texts(355).Dump(DumpedHeaps.Inflaters(DumpedHeaps.Kept(9001, null, "java.util.zip.Inflater.zsRef", "com.example.Orders.all"))).Case(),
        Observed.Idle.Case(),
        Observed.Idle.Census(StreamRows.Kept, 360).Case(),
        Observed.Idle.Census(StreamRows.Inflaters with { Holder = null }, 360).Heap().Case(), // a native library's
        Observed.Idle.Census(StreamRows.Dropped with { Count = 40 }, 1).Case(),
        Observed.Idle.Census(StreamRows.Inflaters with { Count = 20 }, 16).ThreadCount(40).Case(),
        Observed.Idle.Through(StreamRows.Inflaters, 360, StreamRows.OfJar).Case(),
        Histogrammed.Closed.Case(),
        Histogrammed.Kept.Case(),
        Histogrammed.ToFinalize.Case(),
        Histogrammed.NotCollected.Case(),
        Histogrammed.Unnamed.Case(),
        Histogrammed.Filtered.Case(),
    ];
}

sealed class StreamsKeptCases : IRuleCases
{
    public string Rule => "FTH010";

    public IEnumerable<Case> Fires =>
    [
        Observed.Idle.Census(StreamRows.Kept, 360).Case(),
        Histogrammed.Kept.Case(),
        Pasted.Texts(355).Dump(DumpedHeaps.Inflaters(DumpedHeaps.Kept(9001, null, "java.util.zip.Inflater.zsRef", "com.example.Orders.all"))).Case(),
    ];

    public IEnumerable<Case> Silent =>
    [
        Pasted.Texts(355).Dump(DumpedHeaps.Inflaters(DumpedHeaps.Garbage(9001, null))).Case(),
        Pasted.Texts(355).Dump(DumpedHeaps.Inflaters(DumpedHeaps.Kept(9001, null, "java.util.zip.Inflater.zsRef", "java.util.zip.ZipFile$CleanableResource.inflaterCache"))).Case(),
        Observed.Idle.Case(),
        Observed.Idle.Census(StreamRows.Dropped, 360).Case(),
        Observed.Idle.Through(StreamRows.Kept, 16, StreamRows.OfJar).Case(),
        Observed.Idle.Census(StreamRows.Kept with { Owner = "libzstd.so.1", Structure = "zstd compression context" }, 300).Case(),
        Histogrammed.Dropped.Case(),
        Histogrammed.Closed.Case(),
        Histogrammed.ToFinalize.Case(),
        Histogrammed.OfJars.Case(),
        Histogrammed.NotCollected.Case(),
        Histogrammed.ComingAndGoing.Case(),
        Histogrammed.Unnamed.Case(),
    ];
}

sealed class StreamsLostCases : IRuleCases
{
    public string Rule => "FTH011";

    public IEnumerable<Case> Fires =>
    [
        Observed.Idle.Census(StreamRows.Native with { Reachable = Reachable.Lost }, 58).Case(),
        Observed.Idle.Census(StreamRows.Native, 58).Heap().Case(),
    ];

    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Case(),
        Observed.Idle.Census(StreamRows.Native, 58).Case(), // the Java heap was not gone through
        Observed.Idle.Census(StreamRows.Dropped, 360).Heap().Case(),
        Observed.Idle.Census(StreamRows.Native with { Reachable = Reachable.Native, ReachableFrom = "libfoo.so" }, 58).Heap().Case(),
    ];
}

sealed class JarsOpenCases : IRuleCases
{
    public string Rule => "FTH013";

    static readonly OpenFiles FewJars = new(100) { Looked = 100, Jars = 60 };

    public IEnumerable<Case> Fires =>
    [
        Observed.Idle.Through(StreamRows.Kept with { Count = 407 }, 16, StreamRows.OfJar).Files(new OpenFiles(417) { Looked = 417, Jars = 400 }).Case(),
        Observed.Idle.Census(StreamRows.Inflaters with { Count = 282 }, 12).Files(new OpenFiles(415) { Looked = 415, Jars = 400 }).Case(), // JDK 8
        Observed.Idle.Through(StreamRows.Inflaters with { Count = 200 }, 3, StreamRows.OfJar).Files(new OpenFiles(217) { Looked = 217, Jars = 200, RepeatedJars = 199 }).Case(),
        Histogrammed.OfJars.Case(),
    ];

    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Case(),
        Observed.Idle.Through(StreamRows.Kept with { Count = 60 }, 2, StreamRows.OfJar).Files(FewJars).Case(),
        Observed.Idle.Through(StreamRows.Kept, 360, "com.example.Orders.cache").Files(FewJars).Case(),
        Observed.Idle.Census(StreamRows.Inflaters, 360).Files(new OpenFiles(415) { Looked = 415, Jars = 400 }).Case(),
        Histogrammed.Kept.Case(),
        Pasted.Texts(60).Saying(Pasted.Histogram(false, 20_000, ("java.util.zip.ZipFile$Source", 4001))).Case(),
    ];
}

sealed class ZstdContextCases : IRuleCases
{
    public string Rule => "FTH014";

    public IEnumerable<Case> Fires => [Observed.Idle.Census(new CensusRow { Owner = "libzstd.so.1", Structure = "zstd compression context", Remedy = "close-streams", Count = 150, Confidence = Fathom.Accounting.Confidence.Likely }, 170).Case()];

    public IEnumerable<Case> Silent => [Observed.Idle.Case(), Observed.Idle.Census(StreamRows.Kept, 360).Case()];
}

sealed class SqliteConnectionCases : IRuleCases
{
    public string Rule => "FTH015";

    public IEnumerable<Case> Fires => [Observed.Idle.Census(new CensusRow { Owner = "libsqlite3.so.0", Structure = "SQLite connection", Remedy = "close-connections", Count = 60, Confidence = Fathom.Accounting.Confidence.Likely }, 184).Case()];

    public IEnumerable<Case> Silent => [Observed.Idle.Case(), Observed.Idle.Census(new CensusRow { Owner = "libssl.so.3", Structure = "SSL connection", Remedy = "close-connections", Count = 600 }, 40).Case()];
}

sealed class FinalizersWaitingCases : IRuleCases
{
    public string Rule => "FTH018";

    public IEnumerable<Case> Fires =>
    [
        Observed.Idle.Census(StreamRows.Dropped with { Referrer = "com.example.Guarded.inflater" }, 55).Figures(figures => figures with { FinalizersWaiting = 4998 }).Case(),
        Observed.Idle.Census(StreamRows.Inflaters, 55).Figures(figures => figures with { FinalizersWaiting = 4998 }).Case(),
        Pasted.Texts(45).Figures(figures => figures with { FinalizersWaiting = 5001 }).Case(),
    ];

    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Case(),
        Observed.Idle.Census(StreamRows.Dropped, 55).Figures(figures => figures with { FinalizersWaiting = 0 }).Case(),
        Observed.Idle.Census(StreamRows.Kept, 55).Figures(figures => figures with { FinalizersWaiting = 4998 }).Case(),
        Observed.Idle.Figures(figures => figures with { FinalizersWaiting = 4998 }).Case(),
        Pasted.Texts(45).Figures(figures => figures with { FinalizersWaiting = 0 }).Case(),
        Pasted.Texts(45).Figures(figures => figures with { FinalizersWaiting = 30 }).Case(),
    ];
}
