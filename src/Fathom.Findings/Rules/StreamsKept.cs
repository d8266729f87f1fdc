using System.Globalization;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Streams that Java objects still have: a pool without bound, a cache, a list that is never cleared.</summary>
sealed class StreamsKept : Rule
{
    public override string Id => "FTH010";

    public override ConfirmingTest Test => ConfirmingTest.CollectionKeeps;

    public override Finding? Judge(Case seen)
    {
        Rows rows = new(seen.Rows(Streams.Kept));
        if (!seen.Matters(rows.Resident))
            return null;
        return new Finding
        {
            Rule = Id,
            Severity = Fault(seen, rows.Resident),
            Confidence = rows.Confidence,
            Title = string.Create(CultureInfo.InvariantCulture, $"{rows.Count:N0} {Streams.Plural(rows)}{Holders.By(rows)} hold {SizeText.Of(rows.Resident)}"),
            Shares = rows.Shares,
            Evidence = [.. rows.Said()],
            Return = $"live -{SizeText.Of(rows.Resident)} once they are ended; RSS only after a trim",
        };
    }
}
