using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>ZGC up to JDK 23 maps its heap at several addresses; RSS counts a page as often as it is mapped.</summary>
sealed class HeapCountedTwice : Rule
{
    const string Views = "java/heap/z", Free = "java/heap/free";

    public override string Id => "FTH051";

    public override Finding? Judge(Case seen)
    {
        Bytes views = seen.On(Views) + seen.On(Free);
        if (HeapViews.Once(seen.Snapshot) is not { } once || once >= views || !seen.Matters(views - once))
            return null;
        Bytes twice = views - once;
        return new Finding
        {
            Rule = Id,
            Severity = Severity.Info,
            // Pss, of which smaps has the sum, is also less where another process has mapped the pages.
            Confidence = seen.Snapshot.Pages is null ? Confidence.Likely : Confidence.Certain,
            Title = $"RSS counts {SizeText.Of(twice)} of ZGC's heap more than once",
            Shares = Jvm.Part(seen, twice, Views, Free),
            Evidence = [$"{SizeText.Of(views)} by RSS, {SizeText.Of(once)} with each page once: the container is charged the latter"],
        };
    }
}
