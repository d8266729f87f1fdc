using Fathom.Accounting.Census;
using Fathom.Evidence.Census;

namespace Fathom.Findings.Rules;

/// <summary>Through which classes Java objects hold what is in a row.</summary>
static class Held
{
    public static bool Through(Case seen, CensusRow row, string className)
    {
        foreach (GroupHolder each in Of(seen, row))
        {
            if (each.HolderClass.StartsWith(className, StringComparison.Ordinal) || each.Path.Any(step => step.StartsWith(className, StringComparison.Ordinal)))
                return true;
        }
        return false;
    }

    static IEnumerable<GroupHolder> Of(Case seen, CensusRow row) =>
        row.Holder is null ? [] : (seen.Snapshot.Census?.Holders?.Rows ?? []).Where(each =>
            each.HolderClass == row.Holder && each.Referrer == row.Referrer && row.Groups.Contains(each.Group));

    /// <summary>A Java object may hold it: one does, or the Java heap was not gone through to its end.</summary>
    public static bool MayBe(Case seen, CensusRow row) => row.Holder is not null || (seen.Jvm is not null && !IsKnown(seen));

    /// <summary>All of the Java heap was gone through while nothing moved: who has no holder in it has none.</summary>
    public static bool IsKnown(Case seen) => seen.Snapshot.Census?.Holders is { IsPartial: false, Moved: false };
}
