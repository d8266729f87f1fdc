using Fathom.Findings.Rules;

namespace Fathom.Findings;

/// <summary>What all rules say of a case, weighed against each other.</summary>
/// <param name="Findings">What asks for most first.</param>
public sealed record Verdict(IReadOnlyList<Finding> Findings, IReadOnlyList<RuledOut> RuledOut)
{
    public static Verdict Of(Case seen)
    {
        List<Finding> found = [];
        List<RuledOut> innocent = [];
        // What has no owner may be anybody's: a small figure beside it clears nobody.
        bool clears = seen.Snapshot.Pages is not null || !seen.Matters(seen.Ledger.Unexplained.Resident);
        foreach (Rule rule in Catalog.Rules)
        {
            if (rule.NeedsSizes && !seen.Snapshot.HasSizes && !(rule.TakesProfiles && Profiled.Of(seen) is not null))
                continue;
            if (rule.Judge(seen) is { } finding)
                found.Add(finding);
            else if (clears && rule.Clear(seen) is { } cleared)
                innocent.Add(cleared);
        }
        IEnumerable<Finding> weighed = Weighing.Of(found, seen);
        if (seen.Growth is { } growth)
            weighed = weighed.Select(finding => finding with { Evidence = [.. finding.Evidence, .. Growing.Said(finding, seen, growth)] });
        return new Verdict([.. weighed.OrderByDescending(finding => finding.Severity).ThenByDescending(finding => finding.Bytes.Value).ThenBy(finding => finding.Confidence)], innocent);
    }

    /// <summary>Something that is to be mended.</summary>
    public bool HasFault => Findings.Any(finding => finding.Severity >= Severity.Warning);
}
