using Fathom.Accounting;
using Fathom.Accounting.Census;
using Fathom.Accounting.Container;
using Fathom.Evidence;

namespace Fathom.Findings;

/// <summary>
/// Shares out what is in memory over findings that want the same bytes: to the surer one first, then to the one that
/// stands earlier in the catalogue. One of which next to nothing is left was another name for the same thing.
/// </summary>
static class Weighing
{
    const double TooLittle = 0.25;

    public static List<Finding> Of(IReadOnlyList<Finding> found, Case seen)
    {
        Dictionary<string, long> left = Places(seen);
        List<Finding> kept = [];
        // OrderBy keeps the catalogue's order among equals.
        foreach (Finding finding in found.OrderBy(finding => finding.Confidence))
        {
            if (finding.Shares.Count == 0)
            {
                kept.Add(finding);
                continue;
            }
            Finding lesser = finding with { Shares = Take(finding, left) };
            if (lesser.Bytes.Value > 0 && lesser.Bytes.Value >= finding.Bytes.Value * TooLittle)
                kept.Add(lesser);
            else
                Return(lesser, left);
        }
        return kept;
    }

    static List<Share> Take(Finding finding, Dictionary<string, long> left)
    {
        List<Share> taken = [];
        foreach (Share share in finding.Shares)
        {
            long part = Math.Min(share.Bytes.Value, left.GetValueOrDefault(share.Place));
            if (part <= 0)
                continue;
            left[share.Place] -= part;
            taken.Add(share with { Bytes = new Bytes(part) });
        }
        return taken;
    }

    static void Return(Finding finding, Dictionary<string, long> left)
    {
        foreach (Share share in finding.Shares)
            left[share.Place] += share.Bytes.Value;
    }

    /// <summary>All there is. Live blocks of malloc are rows of the census where there is one.</summary>
    static Dictionary<string, long> Places(Case seen)
    {
        Dictionary<string, long> places = new(StringComparer.Ordinal) { [Accounts.Unexplained] = seen.Ledger.Unexplained.Resident.Value };
        foreach (Posting line in seen.Ledger.Lines)
        {
            if (seen.Census.Rows.Count == 0 || !line.Account.StartsWith(Accounts.MallocInUse, StringComparison.Ordinal))
                places[line.Account] = line.Amounts.Resident.Value;
        }
        IReadOnlyList<CensusRow> rows = seen.Census.Rows;
        for (int i = 0; i < rows.Count; i++)
            places[Share.Row(i)] = rows[i].Resident.Value;
        foreach (ContainerPosting line in seen.Container?.Lines ?? [])
            places[Share.Container(line.Account)] = line.Amount.Value;
        return places;
    }
}
