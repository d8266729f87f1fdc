using Fathom.Accounting.Fingerprints;
using Fathom.Evidence;
using Fathom.Evidence.Census;

namespace Fathom.Accounting.Census;

/// <summary>The census with owners: each live chunk in one row.</summary>
/// <param name="Rows">By bytes, descending. They add up to the groups exactly.</param>
/// <param name="RowsOf">For each group the row that most of it is in; −1 where it has no chunks.</param>
public sealed record CensusRows(IReadOnlyList<CensusRow> Rows, IReadOnlyList<int> RowsOf)
{
    /// <summary>Sizes and groups that are named in a row.</summary>
    public const int MostListed = 32;

    public static CensusRows Of(Snapshot snapshot, IReadOnlyList<Fingerprint>? more = null) =>
        snapshot.Census is { } census ? Of(census, [.. snapshot.Images.Select(image => image.Name)], more) : new CensusRows([], []);

    /// <param name="libraries">Paths of what is mapped.</param>
    public static CensusRows Of(ChunkCensus census, IReadOnlyList<string> libraries, IReadOnlyList<Fingerprint>? more = null)
    {
        IReadOnlyList<Fingerprint> fingerprints = [.. more ?? [], .. ShippedFingerprints.All];
        GroupGraph graph = new(census, libraries);
        Blames blames = new(graph, fingerprints);
        Portions portions = new(graph, blames);
        HolderNames names = new(fingerprints);
        Dictionary<RowKey, RowSum> sums = [];
        List<RowSum?> rowOf = [];
        foreach (ChunkGroup group in census.Groups)
            rowOf.Add(group.Total == default ? null : Add(sums, group, names, portions));
        List<RowSum> sorted = [.. sums.Values.OrderByDescending(row => row.Bytes).ThenBy(row => row.Key)];
        for (int i = 0; i < sorted.Count; i++)
            sorted[i].Number = i;
        return new CensusRows([.. sorted.Select(row => row.Row())], [.. rowOf.Select(row => row?.Number ?? -1)]);
    }

    public Bytes Bytes => Rows.Aggregate(Bytes.Zero, (sum, row) => sum + row.Bytes);

    public Bytes Unattributed => Rows.Where(row => row.Owner is null).Aggregate(Bytes.Zero, (sum, row) => sum + row.Bytes);

    /// <summary>Shares out a group over the rows of its portions: to the byte, whatever the shares are.</summary>
    static RowSum Add(Dictionary<RowKey, RowSum> sums, ChunkGroup group, HolderNames names, Portions portions)
    {
        IReadOnlyList<Portion> shares = portions.Of(group.Number);
        double until = 0;
        (long count, long bytes, long resident, long error) = (0, 0, 0, 0);
        (RowSum? most, long mostBytes) = (null, -1);
        for (int i = 0; i < shares.Count; i++)
        {
            until = i == shares.Count - 1 ? 1 : until + shares[i].Share;
            Blame whose = names.Of(shares[i].Blame, group, shares[i].Hold);
            RowKey key = new(whose.Owner, whose.Structure, shares[i].Hold with { Doubt = Doubt.None });
            if (!sums.TryGetValue(key, out RowSum? sum))
                sums[key] = sum = new RowSum(key);
            long part = Until(group.Total.Bytes.Value, until) - bytes;
            sum.Doubt(shares[i].Hold.Doubt, part);
            sum.Add(group, whose, Until(group.Total.Count, until) - count, part, Until(group.Resident.Value, until) - resident,
                Until(group.CountError, until) - error, shares[i].Share >= 0.9 ? group.Samples : Samples(group, shares[i].Hold, portions));
            (count, bytes, resident, error) = (Until(group.Total.Count, until), bytes + part, Until(group.Resident.Value, until), Until(group.CountError, until));
            if (part > mostBytes)
                (most, mostBytes) = (sum, part);
        }
        return most!;
    }

    static long Until(long whole, double share) => share >= 1 ? whole : Math.Clamp((long)Math.Round(whole * share), 0, Math.Max(0, whole));

    static IReadOnlyList<Address> Samples(ChunkGroup group, Hold hold, Portions portions)
    {
        foreach (GroupReach row in portions.ReachOf(group.Number))
        {
            if ((int)row.Kind == (int)hold.Reachable && (row.From is null || LibraryName.Short(row.From) == hold.From) && hold.Holder is null)
                return row.Samples;
        }
        return [];
    }
}
