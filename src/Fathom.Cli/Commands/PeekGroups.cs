using Fathom.Accounting.Census;
using Fathom.Accounting.Fingerprints;
using Fathom.Evidence;

namespace Fathom.Cli.Commands;

/// <summary>OWNER or OWNER/STRUCTURE, as `census` shows them; of a structure a part is enough, for tables cut it.</summary>
sealed class PeekGroups(string asked, IReadOnlyList<Fingerprint> fingerprints)
{
    readonly string _owner = asked.Contains('/', StringComparison.Ordinal) ? asked[..asked.IndexOf('/', StringComparison.Ordinal)] : asked;

    readonly string _structure = asked[(asked.IndexOf('/', StringComparison.Ordinal) + 1)..].TrimEnd('…');

    /// <summary>Numbers of the groups of which most blocks are in such rows.</summary>
    public IReadOnlySet<int> Of(Snapshot snapshot)
    {
        CensusRows rows = CensusRows.Of(snapshot, fingerprints);
        HashSet<int> groups = [];
        for (int group = 0; group < rows.RowsOf.Count; group++)
        {
            if (rows.RowsOf[group] is >= 0 and var row && Fits(rows.Rows[row]))
                groups.Add(group);
        }
        return groups;
    }

    bool Fits(CensusRow row) => string.Equals(row.Owner ?? "unattributed", _owner, StringComparison.OrdinalIgnoreCase)
        && (_owner.Length == asked.Length || row.Structure.Contains(_structure, StringComparison.OrdinalIgnoreCase));
}
