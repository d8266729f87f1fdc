using Fathom.Accounting.Census;
using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Evidence.HotSpot;

namespace Fathom.Tests.Findings.Rules;

/// <summary>Parts of cases that several rules need.</summary>
static class Seen
{
    public const string Libfoo = "/opt/foo/libfoo.so";

    /// <summary>All of the Java heap was gone through.</summary>
    public static Observed Heap(this Observed observed, params GroupHolder[] holders) => observed.With(snapshot => snapshot with
    {
        Census = new ChunkCensus
        {
            Scan = new CensusScan(default, default, Bytes.Zero, Bytes.Zero, TimeSpan.Zero),
            Holders = new HolderScan(holders, Bytes.FromMiB(100), Bytes.FromMiB(100), TimeSpan.Zero),
        },
    });

    /// <summary>A row of the census whose Java objects are held through these.</summary>
    public static Observed Through(this Observed observed, CensusRow row, long mib, params string[] path) =>
        observed.Census(row with { Groups = [7] }, mib)
            .Heap(new GroupHolder(7, row.Holder!, "address", row.Count) { Referrer = row.Referrer, State = HolderState.Kept, Path = path });

    public static Observed Jvm(this Observed observed, Func<JvmState, JvmState> change) => observed.With(snapshot => snapshot with { JvmState = change(snapshot.JvmState!) });

    public static Observed Figures(this Observed observed, Func<JvmFigures, JvmFigures> change) =>
        observed.Jvm(jvm => jvm with { Figures = change(jvm.Figures ?? new JvmFigures()) });

    public static Observed Library(this Observed observed, string path = Libfoo) => observed.With(snapshot => snapshot with
    {
        Images = [.. snapshot.Images, new LoadedImage(path, default, 0, [])],
    });

    public static Observed Direct(this Observed observed, long count, long mib) =>
        observed.Jvm(jvm => jvm with { DirectBuffers = new DirectBuffers(count, Bytes.FromMiB(mib), Bytes.FromMiB(mib)) });

    public static Observed Files(this Observed observed, OpenFiles files) => observed.With(snapshot => snapshot with { OpenFiles = files });

    public static Observed ThreadCount(this Observed observed, int count) =>
        observed.With(snapshot => snapshot with { Threads = [.. Enumerable.Range(1, count).Select(tid => new ThreadStack(tid, "worker", null))] });

    /// <summary>Native memory tracking is on, with a tag "Other": JDK 11 and later.</summary>
    public static Observed Tracked(this Observed observed) => observed.Jvm(jvm => jvm with
    {
        Nmt = new NmtState(NmtLevel.Summary) { Tags = ["Java Heap", "Internal", "Other"] },
    });
}
