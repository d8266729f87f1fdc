using System.Globalization;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Direct buffers that Java objects keep.</summary>
sealed class DirectBuffersKept : Rule
{
    public override string Id => "FTH030";

    public override ConfirmingTest Test => ConfirmingTest.CollectionKeeps;

    public override Finding? Judge(Case seen)
    {
        Rows rows = new(seen.Rows(DirectMemory.Kept));
        if (!seen.Matters(rows.Resident))
            return null;
        return new Finding
        {
            Rule = Id,
            Severity = Fault(seen, rows.Resident),
            Confidence = rows.Confidence,
            Title = string.Create(CultureInfo.InvariantCulture, $"{rows.Count:N0} direct buffers{Holders.By(rows)} hold {SizeText.Of(rows.Resident)}"),
            Shares = rows.Shares,
            Evidence = [.. rows.Said(), .. DirectMemory.Counted(seen)],
            Return = $"-{SizeText.Of(rows.Resident)} once they are dropped and collected",
        };
    }

    public override RuledOut? Clear(Case seen) => DirectMemory.Counted(seen).FirstOrDefault() is { } figure ? new RuledOut("direct buffers", figure) : null;
}
