using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>-XX:+AlwaysPreTouch: all of the heap is in memory from the start, because somebody asked for that.</summary>
sealed class HeapTouched : Rule
{
    public override string Id => "FTH052";

    public override Finding? Judge(Case seen)
    {
        if (!Jvm.IsOn(seen, "AlwaysPreTouch") || HeapUse.Empty(seen) is not { } empty || !seen.Matters(empty))
            return null;
        return new Finding
        {
            Rule = Id,
            Severity = Severity.Info,
            Confidence = Confidence.Certain,
            Title = $"{SizeText.Of(empty)} of the heap is in memory because of -XX:+AlwaysPreTouch: by design",
            Shares = HeapUse.Shares(seen, empty),
            Evidence = [HeapUse.Said(seen)],
        };
    }
}
