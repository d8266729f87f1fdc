using Fathom.Accounting;
using Fathom.Accounting.Budget;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>The flags let the JVM grow past the container's limit, without any leak.</summary>
sealed class Oversized : Rule
{
    public override string Id => "FTH005";

    public override Finding? Judge(Case seen)
    {
        if (BudgetTable.Of(seen.Snapshot, seen.Ledger) is not { Limit: { } limit, Fit: BudgetFit.TooLarge or BudgetFit.FitsAsItIs } budget)
            return null;
        bool isFault = budget.Fit == BudgetFit.TooLarge;
        return new Finding
        {
            Rule = Id,
            Severity = !isFault ? Severity.Info : seen.IsNearItsLimit ? Severity.Critical : Severity.Warning,
            Confidence = isFault ? Confidence.Likely : Confidence.Possible,
            Title = isFault
                ? $"a full heap does not fit: {SizeText.Of(budget.AtFullHeap)} of {SizeText.Of(limit)}"
                : $"all maxima together do not fit: {SizeText.Of(budget.AtMost)} of {SizeText.Of(limit)}",
            Evidence =
            [
                .. budget.Parts.Where(part => part.Most > part.Now).OrderByDescending(part => part.Most?.Value).Take(3)
                    .Select(part => $"{part.Name} may grow from {SizeText.Of(part.Now)} to {SizeText.Of(part.Most)} ({part.Bound})"),
                .. budget.Advice switch
                {
                    { Flags: [_, ..] flags } => [$"{string.Join(" ", flags)} would fit"],
                    { Needs: var needs } => [$"no smaller heap would hold what is live: it needs a limit of {SizeText.Of(needs)}"],
                    _ => Array.Empty<string>(),
                },
            ],
        };
    }

    public override RuledOut? Clear(Case seen) =>
        BudgetTable.Of(seen.Snapshot, seen.Ledger) is { Limit: { } limit, Fit: BudgetFit.Fits } budget
            ? new RuledOut("sizing", $"{SizeText.Of(budget.AtMost)} at most of {SizeText.Of(limit)}")
            : null;
}
