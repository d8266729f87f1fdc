using System.Globalization;
using Fathom.Accounting;
using Fathom.Accounting.HeapDumps;
using Fathom.Evidence;
using Fathom.Evidence.Census;

namespace Fathom.Findings.Rules;

/// <summary>Streams that nobody has any more and nobody closed: their memory waits for a collection of the Java heap.</summary>
sealed class StreamsDropped : CensusRule
{
    const long Pool = 64;

    public override string Id => "FTH012";

    public override ConfirmingTest Test => ConfirmingTest.CollectionFrees;

    /// <summary>Class histograms tell the number without sizes.</summary>
    public override bool NeedsSizes => false;

    public override bool TakesProfiles => true;

    public override Finding? Judge(Case seen)
    {
        if (HeapDumped.Streams(seen, HolderState.Garbage) is { } dumped)
            return Dumped(seen, dumped.Share, dumped.Kind);
        if (CountedStreams.Dropped(seen) is { } counted)
            return Counted(seen, counted);
        Rows rows = new(seen.Rows(Streams.Dropped));
        if (!seen.Matters(rows.Resident))
            return Undecided(seen) ?? ByProfile(seen);
        bool mayWait = seen.Jvm?.Figures is null or { FinalizersWaiting: null or >= FinalizersWaiting.Many };
        return About(seen, rows, string.Create(CultureInfo.InvariantCulture, $"{rows.Count:N0} {Streams.Plural(rows)} dropped without close() hold {SizeText.Of(rows.Resident)}")) with
        {
            // What waits to be finalized is referred to by nothing else, either.
            Confidence = mayWait ? AtBest(Confidence.Likely, rows) : rows.Confidence,
            Evidence = [.. rows.Said(), "nothing refers to them: the next full collection ends them", .. Collected.Said(seen)],
            Return = $"live -{SizeText.Of(rows.Resident)} after one full collection; RSS only after a trim",
        };
    }

    Finding? Dumped(Case seen, DumpedShare share, CountedStreams kind)
    {
        if (!seen.Matters(Undivided.Within(seen, kind.AtLeast(share.Count))))
            return null;
        Bytes most = Undivided.Within(seen, kind.UpTo(share.Count));
        return new Finding
        {
            Rule = Id,
            Severity = Fault(seen, most),
            Confidence = Confidence.Likely,
            Title = $"{kind.Counted(share.Count)} dropped without close() hold up to {SizeText.Of(most)}",
            Shares = Undivided.Shares(seen, most),
            Evidence = [.. HeapDumped.Said(seen, share, kind.Structure), kind.Sizes(share.Count), .. Collected.Said(seen)],
            Return = "live memory at the next full collection; RSS only after a trim",
        };
    }

    Finding? Counted(Case seen, CountedStreams.Found found)
    {
        if (!seen.Matters(Undivided.Within(seen, found.Least)))
            return null;
        Profiled? profiled = Streams.Profiled(seen);
        Bytes most = Undivided.Within(seen, profiled?.InUse ?? found.Most);
        return new Finding
        {
            Rule = Id,
            Severity = Fault(seen, most),
            Confidence = found.WereThere ? Confidence.Likely : Confidence.Possible,
            Title = $"{found.Said} dropped without close() hold up to {SizeText.Of(most)}",
            Shares = Undivided.Shares(seen, most),
            Evidence =
            [
                $"{Jvm.Number(found.Counts.Of(found.Kind.Action))} {found.Kind.Action} wait for the cleaner, of {Jvm.Number(found.Counts.Of(found.Kind.Owner))} {found.Kind.Owner}: the others are gone, and nobody had closed them",
                found.Sizes, .. profiled?.Said(seen) ?? [], .. Collected.Said(seen),
            ],
            Undecided = found.WereThere ? null : "GC.class_histogram -all, and without -all at once behind it: as many inflaters or deflaters fewer",
            Return = "live memory at the next full collection, which a class histogram without -all is; RSS only after a trim",
        };
    }

    /// <summary>They are there; which Java objects hold them, or whether anything holds those, was not found out.</summary>
    Finding? Undecided(Case seen)
    {
        Rows rows = new(seen.Rows(row => Streams.MayBeDropped(seen, row)));
        if (!seen.Matters(rows.Resident) || MayBeBounded(seen, rows, Pool))
            return null;
        // Half a search has met half of what keeps them.
        bool wasSearched = Held.IsSearched(seen);
        string guess = wasSearched ? "dropped as it seems" : "dropped or kept";
        return About(seen, rows, string.Create(CultureInfo.InvariantCulture, $"{rows.Count:N0} {Streams.Plural(rows)} not closed hold {SizeText.Of(rows.Resident)}, {guess}")) with
        {
            Confidence = Confidence.Possible,
            Evidence = [.. rows.Said(), wasSearched ? "no more is known of who refers to their Java objects" : Held.NotSearched(seen), .. Collected.Said(seen)],
            Undecided = "live memory falls by a full collection where they were dropped; where they are kept (FTH010) it does not",
            Return = $"live -{SizeText.Of(rows.Resident)} after one full collection; RSS only after a trim",
        };
    }

    /// <summary>It shows the memory of streams, and no Java object.</summary>
    Finding? ByProfile(Case seen)
    {
        if (CountedStreams.Kept(seen) is not null || Streams.Profiled(seen) is not { } found || found.Blocks <= Math.Max(Pool, seen.Snapshot.Threads.Count) * Streams.MostBlocks)
            return null;
        Confidence confidence = found.Confidence > Confidence.Possible ? found.Confidence : Confidence.Possible;
        return found.About(seen, Id, Fault(seen, found.Within(seen)), $"{found.Counted("of zlib streams")} not ended hold {SizeText.Of(found.InUse)}, dropped or kept") with
        {
            Confidence = confidence,
            Undecided = "GC.class_histogram -all, and without -all at once behind it, or a heap dump: whether Java objects keep them (FTH010) or dropped them",
            Return = $"live -{SizeText.Of(found.InUse)} once they are ended; RSS only after a trim",
        };
    }

    public override RuledOut? Clear(Case seen)
    {
        Bytes all = new Rows(seen.Rows(Streams.Any)).Resident;
        return seen.Census.Rows.Count == 0 || seen.Matters(all) ? null : new RuledOut("streams not closed", SizeText.Of(all));
    }
}
