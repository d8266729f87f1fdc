using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Direct buffers that Java objects keep.</summary>
sealed class DirectBuffersKept : CensusRule
{
    public override string Id => "FTH030";

    public override ConfirmingTest Test => ConfirmingTest.CollectionKeeps;

    public override Finding? Judge(Case seen)
    {
        Rows rows = new(seen.Rows(row => DirectMemory.Kept(seen, row)));
        if (!seen.Matters(rows.Resident))
            return null;
        return About(seen, rows, $"{rows.Counted("direct buffer")}{Holders.By(rows)} hold {SizeText.Of(rows.Resident)}") with
        {
            Severity = MayBeBounded(seen, rows) ? Severity.Info : Fault(seen, rows.Resident),
            Confidence = DirectMemory.Sure(seen, rows),
            Evidence = [.. rows.Said(), .. DirectMemory.Counted(seen)],
            Return = $"-{SizeText.Of(rows.Resident)} once they are dropped and collected",
        };
    }

    public override RuledOut? Clear(Case seen) => DirectMemory.Counted(seen).FirstOrDefault() is { } figure ? new RuledOut("direct buffers", figure) : null;
}
