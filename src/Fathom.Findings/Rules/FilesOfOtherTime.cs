using Fathom.Accounting;
using Fathom.Evidence.Saved;

namespace Fathom.Findings.Rules;

/// <summary>Texts with a long time between them: what grew in it looks like a contradiction.</summary>
sealed class FilesOfOtherTime : Rule
{
    public override string Id => "FTH081";

    public override bool NeedsSizes => false;

    public override Finding? Judge(Case seen)
    {
        Disagreement[] found = [.. (seen.Snapshot.Saved?.Disagreements ?? []).Where(each => each.Kind == DisagreementKind.Time)];
        return found.Length == 0 ? null : new Finding
        {
            Rule = Id,
            Severity = Severity.Info,
            Confidence = Confidence.Certain,
            Title = $"{found[0].What} lie between these files: what changed in that time is not told from what is wrong",
            Evidence = [.. found.Select(each => $"{each.First}; {each.Second}")],
        };
    }
}
