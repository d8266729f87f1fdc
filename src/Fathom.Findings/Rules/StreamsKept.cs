using System.Globalization;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Streams that Java objects still have: a pool without bound, a cache, a list that is never cleared.</summary>
sealed class StreamsKept : CensusRule
{
    const long Pool = 64;

    public override string Id => "FTH010";

    public override ConfirmingTest Test => ConfirmingTest.CollectionKeeps;

    public override Finding? Judge(Case seen)
    {
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
}
