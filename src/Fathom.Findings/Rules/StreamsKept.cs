using System.Globalization;
using Fathom.Accounting;
using Fathom.Accounting.HeapDumps;
using Fathom.Evidence;
using Fathom.Evidence.Census;

namespace Fathom.Findings.Rules;

/// <summary>Streams that Java objects still have: a pool without bound, a cache, a list that is never cleared.</summary>
sealed class StreamsKept : CensusRule
{
    const long Pool = 64;

    public override string Id => "FTH010";

    public override ConfirmingTest Test => ConfirmingTest.CollectionKeeps;

    /// <summary>Class histograms tell the number without sizes.</summary>
    public override bool NeedsSizes => false;

    public override Finding? Judge(Case seen)
    {
        if (HeapDumped.Streams(seen, HolderState.Kept) is { } dumped)
            return Dumped(seen, dumped.Share, dumped.Kind);
        if (CountedStreams.Kept(seen) is { } counted)
            return Counted(seen, counted);
        Rows rows = new(seen.Rows(row => Streams.Kept(seen, row)));
        if (!seen.Matters(rows.Resident))
            return null;
        bool isBounded = MayBeBounded(seen, rows, Pool);
        return About(seen, rows, string.Create(CultureInfo.InvariantCulture, $"{rows.Count:N0} {Streams.Plural(rows)}{Holders.By(rows)} hold {SizeText.Of(rows.Resident)}")) with
        {
            Severity = isBounded ? Severity.Info : Fault(seen, rows.Resident),
            Evidence = [.. rows.Said(), .. isBounded ? ["so few that a pool, or one for each thread, may be meant"] : Array.Empty<string>()],
            Return = $"live -{SizeText.Of(rows.Resident)} once they are ended; RSS only after a trim",
        };
    }

    Finding? Dumped(Case seen, DumpedShare share, CountedStreams kind)
    {
        if (!seen.Matters(Undivided.Within(seen, kind.AtLeast(share.Count))))
            return null;
        Bytes most = Undivided.Within(seen, kind.UpTo(share.Count));
        bool isBounded = share.Count <= Math.Max(Pool, seen.Snapshot.Threads.Count);
        return new Finding
        {
            Rule = Id,
            Severity = isBounded ? Severity.Info : Fault(seen, most),
            Confidence = Confidence.Likely,
            Title = $"{kind.Counted(share.Count)}{HeapDumped.By(share)} hold up to {SizeText.Of(most)}",
            Shares = Undivided.Shares(seen, most),
            Evidence = [.. HeapDumped.Said(seen, share, kind.Structure), kind.Sizes(share.Count)],
            Return = "all of it once they are ended; RSS only after a trim",
        };
    }

    Finding? Counted(Case seen, CountedStreams.Found found)
    {
        if (!seen.Matters(Undivided.Within(seen, Streams.Profiled(seen)?.InUse ?? found.Least)))
            return null;
        bool isBounded = found.Count <= Math.Max(Pool, seen.Snapshot.Threads.Count);
        Profiled? profiled = Streams.Profiled(seen);
        Bytes most = Undivided.Within(seen, profiled?.InUse ?? found.Most);
        return new Finding
        {
            Rule = Id,
            Severity = isBounded ? Severity.Info : Fault(seen, most),
            Confidence = Confidence.Likely,
            Title = $"{found.Said} kept by Java objects hold up to {SizeText.Of(most)}",
            Shares = Undivided.Shares(seen, most),
            Evidence =
            [
                $"{Jvm.Number(found.Count)} {found.Kind.Owner} in a class histogram of live objects, behind a full collection", found.Sizes, .. profiled?.Said(seen) ?? [],
                .. isBounded ? ["so few that a pool, or one for each thread, may be meant"] : Array.Empty<string>(),
            ],
            Undecided = "who refers to them: a heap dump, or fathom census of the process",
            Return = "all of it once they are ended; RSS only after a trim",
        };
    }
}
