using Fathom.Accounting.Census;

namespace Fathom.Findings.Rules;

/// <summary>Live blocks without an owner, to which no Java object leads either.</summary>
static class Unowned
{
    public static bool Is(CensusRow row) => row is { Owner: null, Holder: null, NmtTag: null } && row.Reachable is Reachable.Unknown or Reachable.Lost
        && row.SizeClasses is not [{ Value: 0 }, ..];

    /// <summary>Of the kind that these are of: the same in size and contents, their Java objects gone.</summary>
    public static bool IsLike(CensusRow row, IReadOnlyCollection<string> structures) =>
        row.Holder is null && row.Reachable is Reachable.Unknown or Reachable.Lost && (row.Owner is null || row.NmtTag == "Other") && structures.Contains(row.Structure);
}
