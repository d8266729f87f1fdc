using Fathom.Accounting;
using Fathom.Evidence.Saved;

namespace Fathom.Findings.Rules;

/// <summary>One figure, said twice and not alike.</summary>
sealed class FilesInOtherUnits : Rule
{
    public override string Id => "FTH082";

    public override bool NeedsSizes => false;

    public override Finding? Judge(Case seen)
    {
        Disagreement[] found = [.. (seen.Snapshot.Saved?.Disagreements ?? []).Where(each => each.Kind is DisagreementKind.Unit or DisagreementKind.Figure)];
        return found.Length == 0 ? null : new Finding
        {
            Rule = Id,
            Severity = Severity.Warning,
            Confidence = Confidence.Likely,
            Title = $"the files do not agree on {string.Join(", ", found.Select(each => each.What).Distinct())}" + (found.Any(each => each.Kind == DisagreementKind.Unit) ? ": one of them counts in another unit" : ""),
            Evidence = [.. found.Select(each => $"{each.First}; {each.Second}")],
        };
    }
}
