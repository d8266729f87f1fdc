using System.Globalization;
using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Streams that nobody has any more and nobody closed: their memory waits for a collection of the Java heap.</summary>
sealed class StreamsDropped : CensusRule
{
    const long Pool = 64;

    public override string Id => "FTH012";

    public override ConfirmingTest Test => ConfirmingTest.CollectionFrees;

    /// <summary>Class histograms tell the number without sizes.</summary>
    public override bool NeedsSizes => false;

    public override Finding? Judge(Case seen)
    {
        if (CountedStreams.Dropped(seen) is { } counted)
            return Counted(seen, counted);
        Rows rows = new(seen.Rows(Streams.Dropped));
        if (!seen.Matters(rows.Resident))
            return Undecided(seen);
        bool mayWait = seen.Jvm?.Figures is null or { FinalizersWaiting: null or >= FinalizersWaiting.Many };
        return About(seen, rows, string.Create(CultureInfo.InvariantCulture, $"{rows.Count:N0} {Streams.Plural(rows)} dropped without close() hold {SizeText.Of(rows.Resident)}")) with
        {
            // What waits to be finalized is referred to by nothing else, either.
            Confidence = mayWait ? AtBest(Confidence.Likely, rows) : rows.Confidence,
            Evidence = [.. rows.Said(), "nothing refers to them: the next full collection ends them", .. Collected.Said(seen)],
            Return = $"live -{SizeText.Of(rows.Resident)} after one full collection; RSS only after a trim",
        };
    }

    Finding? Counted(Case seen, CountedStreams.Found found)
    {
        if (!seen.Matters(Undivided.Within(seen, found.Least)))
            return null;
        Bytes most = Undivided.Within(seen, found.Most);
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
                found.Sizes, .. Collected.Said(seen),
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

    public override RuledOut? Clear(Case seen)
    {
        Bytes all = new Rows(seen.Rows(Streams.Any)).Resident;
        return seen.Census.Rows.Count == 0 || seen.Matters(all) ? null : new RuledOut("streams not closed", SizeText.Of(all));
    }
}
