using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>ZGC up to JDK 23 maps its heap at several addresses; RSS counts a page as often as it is mapped.</summary>
sealed class HeapViews : Rule
{
    public override string Id => "FTH051";

    public override Finding? Judge(Case seen)
    {
        if (seen.Jvm?.Collector != "Z" || seen.Ledger.Lines.FirstOrDefault(line => line.Account == "java/heap/z") is not { Amounts: { Pss: { } once } views }
            || !seen.Matters(views.Resident - once))
            return null;
        Bytes twice = views.Resident - once;
        return new Finding
        {
            Rule = Id,
            Severity = Severity.Info,
            Confidence = Confidence.Certain,
            Title = $"RSS counts {SizeText.Of(twice)} of ZGC's heap more than once",
            Shares = [Share.OfAccount("java/heap/z", twice)],
            Evidence = [$"{SizeText.Of(views.Resident)} by RSS, {SizeText.Of(once)} by Pss: the container is charged the latter"],
        };
    }
}
