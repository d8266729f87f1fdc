using System.Globalization;
using Fathom.Accounting.Saved;
using Fathom.Evidence;
using Fathom.Evidence.HeapDumps;

namespace Fathom.Findings.Rules;

/// <summary>
/// Streams of zlib by class histograms (JDK 11 and later). What ends a stream is an object of its own, kept by the
/// JVM's cleaner until that has run: where its Inflater is gone and it is not, nobody called end() or close(). Behind a close()
/// both are garbage, so that of dead and live ones together nothing can be said.
/// </summary>
/// <param name="Dumped">What a heap dump says that it owns.</param>
/// <param name="Least">Its state without window or with tables that no page of is touched yet.</param>
/// <param name="Most">With all its buffers in memory (zlib 1.2.13, windowBits 15, memLevel 8).</param>
sealed record CountedStreams(string Structure, string Owner, string Action, string Dumped, Bytes Least, Bytes Most)
{
    public static readonly IReadOnlyList<CountedStreams> Kinds =
    [
        new("inflater", "java.util.zip.Inflater", "java.util.zip.Inflater$InflaterZStreamRef", DumpedKinds.Inflate, Bytes.FromKiB(7), Bytes.FromKiB(40)),
        new("deflater", "java.util.zip.Deflater", "java.util.zip.Deflater$DeflaterZStreamRef", DumpedKinds.Deflate, Bytes.FromKiB(64), Bytes.FromKiB(268)),
    ];

    // Each open jar keeps some inflaters for its next reader (ZipFile$CleanableResource).
    const string OpenZip = "java.util.zip.ZipFile$CleanableResource";

    // What waits to be finalized lives, with all that it refers to.
    const string Finalizing = "java.lang.ref.Finalizer";

    const string Cleaning = "jdk.internal.ref.CleanerImpl$PhantomCleanableRef";

    public Bytes AtLeast(long count) => new(count * Least.Value);

    public Bytes UpTo(long count) => new(count * Most.Value);

    public string Counted(long count) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {Structure}{(count == 1 ? "" : "s")}");

    public string Sizes(long count) => $"each takes {SizeText.Of(Least)} at least, and {SizeText.Of(Most)} once all of its buffers were used: {SizeText.Of(AtLeast(count))} to {SizeText.Of(UpTo(count))}";

    /// <summary>The kind of which those that were dropped may hold most; null where there are none.</summary>
    public static Found? Dropped(Case seen) => Largest(seen, (kind, counts) => counts.Of(kind.Action) - counts.Of(kind.Owner));

    /// <summary>Owners that something refers to, and that their cleaner still knows.</summary>
    public static Found? Kept(Case seen) => Largest(seen, (kind, counts) =>
    {
        long open = Math.Min(counts.Of(kind.Owner), counts.Of(Cleaning)) - counts.Of(Finalizing);
        return counts.Outlive(kind.Owner) && open > 2 * counts.Of(OpenZip) ? open : 0;
    });

    static Found? Largest(Case seen, Func<CountedStreams, ObjectCounts, long> count)
    {
        if (!Undivided.IsAll(seen) || ObjectCounts.Of(seen.Snapshot.Saved) is not { } counts)
            return null;
        Found[] found = [.. Kinds.Select(kind => new Found(kind, Math.Min(count(kind, counts), 1L << 32), counts)).Where(each => each.Count > 0)];
        return found.Length == 0 ? null : found.MaxBy(each => each.Most);
    }

    /// <summary>So many of a kind, and the histograms that say so.</summary>
    public sealed record Found(CountedStreams Kind, long Count, ObjectCounts Counts)
    {
        public Bytes Least => Kind.AtLeast(Count);

        public Bytes Most => Kind.UpTo(Count);

        public string Said => Kind.Counted(Count);

        public string Sizes => Kind.Sizes(Count);

        /// <summary>Another histogram shows that the owners were there: not a subclass, which would stand under its own name.</summary>
        public bool WereThere => Counts.OfAll(Kind.Owner) is { } before && before - Counts.Of(Kind.Owner) >= Count / 2;
    }
}
