using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Evidence.Saved;

namespace Fathom.Tests.Findings.Rules;

/// <summary>Cases of saved texts: what is malloc's or nobody's is not told apart, and other figures say what it may be.</summary>
static class Pasted
{
    public static Observed Texts(long unsplit, long unexplained = 0) => OfFiles.Case().On("malloc/unsplit", unsplit).Unexplained(unexplained);

    public static Observed Saying(this Observed observed, object content, string file = "jvm.txt") => observed.With(snapshot => snapshot with
    {
        Saved = snapshot.Saved! with { Pieces = [.. snapshot.Saved!.Pieces, new SavedPiece(file, 1, 9, "text") { Content = content }] },
    });

    /// <summary>GC.class_histogram -all, and behind it the one that collects.</summary>
    public static Observed Histograms(this Observed observed, params (string Name, long All, long Live)[] classes) =>
        observed.Saying(Histogram(false, 50_000, [.. classes.Select(each => (each.Name, each.All))])).Saying(Histogram(true, 20_000, [.. classes.Select(each => (each.Name, each.Live))]));

    public static ClassHistogram Histogram(bool? isLive, long others, params (string Name, long Count)[] classes)
    {
        ClassCount[] rows = [new("java.lang.String", null, others, new Bytes(others * 24)), .. classes.Where(each => each.Count > 0).Select(each => new ClassCount(each.Name, null, each.Count, new Bytes(each.Count * 32)))];
        return new ClassHistogram { Classes = rows, TotalInstances = rows.Sum(row => row.Instances), IsLive = isLive };
    }

    public static Observed Nmt(this Observed observed, string tag, long mib, long blocks, params NmtSite[] sites) => observed.Jvm(jvm => jvm with
    {
        Nmt = new NmtState(NmtLevel.Summary)
        {
            Report = new NmtReport(NmtKind.Summary, new Bytes(1024))
            {
                Categories = [new NmtCategory(tag, new NmtAmount(Bytes.FromMiB(mib)), new NmtAmount(Bytes.FromMiB(mib))) { Malloc = new NmtBlocks(new NmtAmount(Bytes.FromMiB(mib)), blocks) }],
                Sites = sites,
            },
        },
    });
}

/// <summary>Figures of the lab's gzip-unclosed, inflater-kept and their twins, by JDK 17's own histograms.</summary>
static class Histogrammed
{
    const string Inflater = "java.util.zip.Inflater", Action = "java.util.zip.Inflater$InflaterZStreamRef", Cleaning = "jdk.internal.ref.CleanerImpl$PhantomCleanableRef";

    public static Observed Dropped => Pasted.Texts(355).Histograms((Inflater, 9002, 0), (Action, 9002, 9001), (Cleaning, 9037, 9035));

    public static Observed Closed => Pasted.Texts(355).Histograms((Inflater, 9002, 0), (Action, 9002, 0), (Cleaning, 9037, 34));

    public static Observed Kept => Pasted.Texts(234).Histograms((Inflater, 6008, 6007), (Action, 6008, 6007), (Cleaning, 6043, 6041));

    public static Observed ToFinalize => Pasted.Texts(45).Histograms((Inflater, 5003, 5003), (Action, 5003, 5003), (Cleaning, 5008, 5008), ("java.lang.ref.Finalizer", 5003, 5003));

    public static Observed OfJars => Pasted.Texts(60).Histograms((Inflater, 4001, 4001), (Action, 4001, 4001), (Cleaning, 9000, 9000), ("java.util.zip.ZipFile$CleanableResource", 4002, 4002),
        ("java.util.zip.ZipFile$Source", 4001, 4001));

    /// <summary>A thread was in a critical section: dead ones are counted, and there are more than before.</summary>
    public static Observed NotCollected => Pasted.Texts(355)
        .Saying(Pasted.Histogram(false, 50_000, (Inflater, 9002), (Action, 9002), (Cleaning, 9037)))
        .Saying(Pasted.Histogram(true, 51_000, (Inflater, 9102), (Action, 9102), (Cleaning, 9137)));

    /// <summary>A collection of young objects came between, and the one that was asked for did not.</summary>
    public static Observed ComingAndGoing => Pasted.Texts(355).Histograms((Inflater, 9002, 2000), (Action, 9002, 2000), (Cleaning, 9037, 2037));

    /// <summary>One alone, of which nothing says of which objects it is.</summary>
    public static Observed Unnamed => Pasted.Texts(355).Saying(Pasted.Histogram(null, 50_000, (Inflater, 9002), (Action, 9002), (Cleaning, 9037)));

    /// <summary>jcmd 1 GC.class_histogram | grep Inflater.</summary>
    public static Observed Filtered => Pasted.Texts(355).Saying(Pasted.Histogram(true, 20_000, (Action, 9001)) with { TotalInstances = null });
}
