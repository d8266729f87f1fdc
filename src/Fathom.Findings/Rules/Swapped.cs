using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Part of the process is in swap: it is not in RSS, and a collection of the heap has to fetch it.</summary>
sealed class Swapped : Rule
{
    const int MostSaid = 3;

    public override string Id => "FTH006";

    public override Finding? Judge(Case seen)
    {
        if (seen.Snapshot.Status.Swap is not { } swap || !seen.Matters(swap))
            return null;
        return new Finding
        {
            Rule = Id,
            Severity = Severity.Warning,
            Confidence = Confidence.Certain,
            Title = $"{SizeText.Of(swap)} of this process is in swap, beside {SizeText.Of(seen.Resident)} in memory",
            Evidence =
            [
                .. seen.Ledger.Lines.Where(line => line.Amounts.Swap.Value >= swap.Value / 100).OrderByDescending(line => line.Amounts.Swap.Value)
                    .Take(MostSaid).Select(line => $"{line.Account}: {SizeText.Of(line.Amounts.Swap)} in swap"),
            ],
        };
    }

    public override RuledOut? Clear(Case seen) => seen.Snapshot.Status.Swap is { } swap ? new RuledOut("swap", SizeText.Of(swap)) : null;
}
