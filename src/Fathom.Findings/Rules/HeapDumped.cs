using Fathom.Accounting;
using Fathom.Accounting.HeapDumps;
using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Evidence.HeapDumps;

namespace Fathom.Findings.Rules;

/// <summary>
/// Owners of native memory by a heap dump, where other files say what memory the process had: a dump alone says what was asked for, not
/// what is there. It knows who keeps them, which class histograms do not.
/// </summary>
static class HeapDumped
{
    const int MostSteps = 6;

    /// <summary>Null where its heap does not fit into the one that native memory tracking reports, too.</summary>
    static HeapDump? Of(Case seen) => Undivided.IsAll(seen) && (seen.Snapshot.HasSizes || seen.Jvm?.Nmt?.Report is { Categories.Count: > 0 })
        && seen.Snapshot.Saved!.Last<HeapDump>() is { } dump && !DumpJoin.IsOfAnother(seen.Snapshot, dump) ? dump : null;

    /// <summary>An application's own: Netty's and those of NIO's caches are other causes.</summary>
    public static DumpedShare? Direct(Case seen, HolderState state) =>
        Of(seen) is { } dump && DumpedShare.Of(dump, DumpedKinds.Direct, state, "netty.buffer.", "sun.nio.ch.Util$BufferCache") is { Native: not null } share ? share : null;

    /// <summary>The kind that may hold most. Open jars keep inflaters for their next reader.</summary>
    public static (DumpedShare Share, CountedStreams Kind)? Streams(Case seen, HolderState state)
    {
        if (Of(seen) is not { } dump)
            return null;
        (DumpedShare Share, CountedStreams Kind)? largest = null;
        foreach (CountedStreams kind in CountedStreams.Kinds)
        {
            if (DumpedShare.Of(dump, kind.Dumped, state, "java.util.zip.ZipFile") is { } share && (largest is not { } other || kind.UpTo(share.Count) > other.Kind.UpTo(other.Share.Count)))
                largest = (share, kind);
        }
        return largest;
    }

    public static string By(DumpedShare share) => share.Largest?.Referrer is { } referrer ? " kept by " + referrer : " kept by Java objects";

    /// <summary>The way up, and how the dump's figures and those of other reports agree.</summary>
    public static IEnumerable<string> Said(Case seen, DumpedShare share, string what)
    {
        string size = share.Native is { } native ? " with " + SizeText.Of(native) : "";
        yield return $"a heap dump has {Jvm.Number(share.Count)} open{size}{(share.Largest is { State: HolderState.Garbage } ? " that nothing refers to" : "")}";
        if (share.Largest is { State: HolderState.Kept, Path.Count: > 0 } most)
            yield return $"{Jvm.Number(most.Count)} of them: {string.Join(" <- ", most.Path.Take(MostSteps))}{(most.Path.Count > MostSteps ? " <- …" : "")}{(most.Root is { } root ? $" ({root})" : "")}";
        foreach (JoinedFigure figure in Joined(seen, what))
            yield return $"{SizeText.Of(new Bytes(figure.Other))} by {figure.Source}, {SizeText.Of(new Bytes(figure.Dumped))} in the dump{(figure.Agrees ? "" : ": they differ")}";
    }

    /// <summary>Dump and report are of two moments: where they differ by much, what was there then need not be there now.</summary>
    public static Confidence Sure(Case seen, string what) => Joined(seen, what).All(figure => figure.Agrees) ? Confidence.Likely : Confidence.Possible;

    static IEnumerable<JoinedFigure> Joined(Case seen, string what) =>
        Of(seen) is { } dump ? DumpJoin.Of(seen.Snapshot, dump).Where(figure => figure.What == what && figure.IsBytes) : [];
}
