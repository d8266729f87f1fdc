using System.Globalization;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Streams that nobody has any more and nobody closed: their memory waits for a collection of the Java heap.</summary>
sealed class StreamsDropped : Rule
{
    public override string Id => "FTH012";

    public override ConfirmingTest Test => ConfirmingTest.CollectionFrees;

    public override Finding? Judge(Case seen)
    {
        Rows rows = new(seen.Rows(Streams.Dropped));
        if (!seen.Matters(rows.Resident))
            return null;
        return new Finding
        {
            Rule = Id,
            Severity = Fault(seen, rows.Resident),
            Confidence = rows.Confidence,
            Title = string.Create(CultureInfo.InvariantCulture, $"{rows.Count:N0} {Streams.Plural(rows)} dropped without close() hold {SizeText.Of(rows.Resident)}"),
            Shares = rows.Shares,
            Evidence = [.. rows.Said(), "nothing refers to them: the next full collection ends them", .. Collected.Said(seen)],
            Return = $"live -{SizeText.Of(rows.Resident)} after one full collection; RSS only after a trim",
        };
    }

    public override RuledOut? Clear(Case seen)
    {
        Bytes all = new Rows(seen.Rows(Streams.Any)).Resident;
        return seen.Census.Rows.Count == 0 || seen.Matters(all) ? null : new RuledOut("streams not closed", SizeText.Of(all));
    }
}
