using Fathom.Accounting;
using Fathom.Evidence.Saved;

namespace Fathom.Findings.Rules;

/// <summary>Texts of two processes, which look like one case when they lie in one folder.</summary>
sealed class FilesOfOtherProcess : Rule
{
    public override string Id => "FTH080";

    public override bool NeedsSizes => false;

    public override Finding? Judge(Case seen)
    {
        Disagreement[] found = [.. (seen.Snapshot.Saved?.Disagreements ?? []).Where(each => each.Kind == DisagreementKind.Process)];
        return found.Length == 0 ? null : new Finding
        {
            Rule = Id,
            Severity = Severity.Warning,
            Confidence = Confidence.Likely,
            Title = "these files are of more than one process: what is not of the first was left aside or is not to be compared",
            Evidence = [.. found.Select(each => $"{each.First}; {each.Second}")],
        };
    }
}
