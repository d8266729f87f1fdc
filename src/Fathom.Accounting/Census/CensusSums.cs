using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Census;

namespace Fathom.Accounting.Census;

public enum CensusBy
{
    Structure,
    Owner,
    Size,
    Tag,
    Holder,
    Reach,
}

/// <summary>Rows of a census added up by one of their columns.</summary>
/// <param name="Count">Structures; by size and tag, chunks.</param>
public readonly record struct CensusSum(string Name, long Count, Bytes Bytes, Bytes Resident);

public static class CensusSums
{
    public const string Unattributed = "unattributed";

    /// <summary>By bytes, descending.</summary>
    public static IReadOnlyList<CensusSum> Of(ChunkCensus census, CensusRows rows, CensusBy by)
    {
        Dictionary<string, CensusSum> sums = new(StringComparer.Ordinal);
        if (by is CensusBy.Size or CensusBy.Tag)
        {
            foreach (ChunkGroup group in census.Groups)
                Add(sums, by == CensusBy.Tag ? group.NmtTag ?? "no tag" : SizeOf(group), group.Total.Count, group.Total.Bytes, group.Resident);
        }
        else
        {
            foreach (CensusRow row in rows.Rows)
                Add(sums, NameOf(row, by), row.Count, row.Bytes, row.Resident);
        }
        return [.. sums.Values.OrderByDescending(sum => sum.Bytes.Value).ThenBy(sum => sum.Name, StringComparer.Ordinal)];
    }

    static void Add(Dictionary<string, CensusSum> sums, string name, long count, Bytes bytes, Bytes resident)
    {
        if (bytes.Value == 0 && count == 0)
            return;
        CensusSum sum = sums.GetValueOrDefault(name);
        sums[name] = new CensusSum(name, sum.Count + count, sum.Bytes + bytes, sum.Resident + resident);
    }

    static string SizeOf(ChunkGroup group) => group.ChunkSize.Value == 0 ? "not looked at"
        : group.ChunkSize.Value.ToString("N0", CultureInfo.InvariantCulture) + " B";

    static string NameOf(CensusRow row, CensusBy by) => by switch
    {
        CensusBy.Owner => row.Owner ?? Unattributed,
        CensusBy.Holder => row.Holder ?? "no Java object",
        CensusBy.Reach => row.ReachableFrom is { } from ? $"{Reach(row)} from {from}" : Reach(row),
        _ => row.Structure,
    };

    static string Reach(CensusRow row) => row.Reachable switch
    {
        Reachable.Native => "native",
        Reachable.Java => "java",
        Reachable.Garbage => "garbage",
        Reachable.Lost => "lost",
        _ => "unknown",
    };
}
