using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Accounting.Census;

/// <summary>
/// The account of live blocks, divided by their owners. The ledger counted pages before the census looked at blocks:
/// where the census has more, all of its shares are less; where it has less, the rest is nobody's.
/// </summary>
static class InUseShares
{
    // A process has some hundred libraries; few of them allocate.
    const int MostLeaves = 60;

    const string Source = "census";

    /// <summary>Adds up to the whole exactly, in each of its amounts.</summary>
    public static IEnumerable<Posting> Of(Posting whole, CensusRows rows)
    {
        List<(string Account, Bytes Resident)> leaves = Leaves(rows);
        Bytes all = rows.Rows.Aggregate(Bytes.Zero, (sum, row) => sum + row.Resident);
        Amounts left = whole.Amounts;
        foreach ((string account, Bytes resident) in leaves)
        {
            Bytes share = Part(whole.Amounts.Resident, resident, all);
            if (share.Value == 0)
                continue;
            Bytes? pss = whole.Amounts.Pss is { } shared ? Part(shared, share, whole.Amounts.Resident) : null;
            left = left with { Resident = left.Resident - share, Pss = left.Pss - pss };
            yield return new Posting(account, Source, new Amounts(share, Bytes.Zero, Bytes.Zero, pss));
        }
        if (!left.IsNothing)
            yield return new Posting(Accounts.MallocUnattributed, whole.Source, left);
    }

    /// <summary>What a share of all has of the whole; itself where the whole is large enough.</summary>
    static Bytes Part(Bytes whole, Bytes share, Bytes all) =>
        all <= whole ? share : new Bytes((long)((Int128)whole.Value * share.Value / all.Value));

    static List<(string Account, Bytes Resident)> Leaves(CensusRows rows)
    {
        Dictionary<string, Bytes> sums = new(StringComparer.Ordinal);
        foreach (CensusRow row in rows.Rows)
        {
            if (row.Owner is { } owner)
            {
                string account = Accounts.InUse(row.NmtTag is { } tag ? NmtTag.KeyOf(tag) : LibraryName.Stem(owner));
                sums[account] = sums.GetValueOrDefault(account) + row.Resident;
            }
        }
        sums.Remove(Accounts.MallocUnattributed);
        List<(string Account, Bytes Resident)> leaves = [.. sums.Select(sum => (sum.Key, sum.Value))];
        leaves.Sort((a, b) => b.Resident != a.Resident ? b.Resident.CompareTo(a.Resident) : string.CompareOrdinal(a.Account, b.Account));
        return leaves.Count > MostLeaves ? leaves[..MostLeaves] : leaves;
    }
}
