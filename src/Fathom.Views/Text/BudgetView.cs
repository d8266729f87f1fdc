using Fathom.Accounting.Budget;
using Fathom.Evidence;

namespace Fathom.Views.Text;

/// <summary>What each part of a JVM may grow to, and whether that fits.</summary>
static class BudgetView
{
    const int Name = 26;
    const int Size = 10;

    public static void Write(BudgetTable? budget, int columns, TextWriter to)
    {
        if (budget is null)
        {
            to.WriteLine("Budget   cannot be said: the JVM's flags are not known");
            return;
        }
        Table table = new(to, columns, new("Budget", Name), new("Now", Size, Align.Right), new("At most", Size, Align.Right), new("Bounded by", 0));
        table.Header();
        foreach (BudgetPart part in budget.Parts)
            table.Row(part.Name, SizeText.Of(part.Now), part.Most is { } most ? SizeText.Of(most) : "no bound", part.Bound);
        table.Row("full heap, the rest as now", "", SizeText.Of(budget.AtFullHeap), "without files");
        table.Row("all at their largest", "", SizeText.Of(budget.AtMost), "without files");
        Paragraph.Write("Fits", Verdict(budget), columns, to);
        if (budget.Advice is { Flags: [_, ..] flags } advice && budget.Fit != BudgetFit.Fits)
            Paragraph.Write("Flags", $"{string.Join(" ", flags)}: {SizeText.Of(advice.Sum)} in all; and MALLOC_ARENA_MAX=2", columns, to);
    }

    static string Verdict(BudgetTable budget) => (budget.Fit, budget.Limit, budget.Advice) switch
    {
        (BudgetFit.Fits, { } limit, _) => $"yes: all maxima together fit {SizeText.Of(limit)}",
        (BudgetFit.FitsAsItIs, { } limit, _) => $"as it is: a full heap fits {SizeText.Of(limit)}, all maxima together do not",
        (BudgetFit.TooLarge, { } limit, { Needs: var needs }) => $"no: a full heap does not fit {SizeText.Of(limit)}; with this -Xmx it needs {SizeText.Of(needs)}",
        (BudgetFit.TooLarge, { } limit, _) => $"no: a full heap does not fit {SizeText.Of(limit)}",
        (_, _, { Needs: var needs }) => $"there is no limit; one of {SizeText.Of(needs)} would hold it",
        _ => "there is no limit",
    };
}
