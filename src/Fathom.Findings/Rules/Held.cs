using Fathom.Accounting.Census;
using Fathom.Evidence;
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

    /// <summary>And who refers to the holders was sought to the end: what is unknown after that is no matter of time.</summary>
    public static bool IsSearched(Case seen) => IsKnown(seen) && seen.Snapshot.Census?.Holders is { ClimbCut: false };

    /// <summary>Why it is not, and what tells it: the census of its own has ten times as long.</summary>
    public static string NotSearched(Case seen) => seen.Snapshot.Census?.Holders switch
    {
        { IsPartial: true } scan => $"cannot tell who holds them: the search ended early, after {SizeText.Of(scan.Scanned)} of {SizeText.Of(scan.Heap)} of Java heap; fathom census {Name(seen)} takes longer",
        { Moved: false, ClimbCut: true } => $"cannot tell whether anything keeps them: the search ended early; fathom census {Name(seen)} takes longer",
        { Moved: true } => $"cannot tell who holds them: a collection moved objects during the search; fathom census {Name(seen)} searches again",
        _ => "cannot tell who holds them: the Java heap was not gone through to its end",
    };

    static string Name(Case seen) => seen.Snapshot.Target is { Pid: > 0 and var pid } ? pid.ToString(System.Globalization.CultureInfo.InvariantCulture) : "TARGET";
}
