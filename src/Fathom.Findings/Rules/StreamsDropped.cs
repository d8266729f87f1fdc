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

    public override Finding? Judge(Case seen)
    {
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
