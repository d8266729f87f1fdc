using Fathom.Accounting.Census;
using Fathom.Accounting.Fingerprints;
using Fathom.Evidence;

namespace Fathom.Accounting;

/// <summary>
/// Every resident byte on one account. Sum of the lines + unexplained − balance error = the kernel's own figure.
/// </summary>
public sealed record Ledger(
    IReadOnlyList<Posting> Lines, Amounts Unexplained, Bytes? Resident, Bytes? BalanceError)
{
    // Leaves of one branch that are kept apart; the smallest of more are one line.
    const int MostLeaves = 100;
    static readonly string[] OpenBranches = ["files/mapped/", "files/libraries/", "shm/", "stacks/native/", "stacks/java/", "kernel/"];

    public Amounts Counted => Lines.Aggregate(Unexplained, (sum, line) => sum + line.Amounts);

    /// <summary>Part of what was counted that has no owner.</summary>
    public double UnexplainedShare =>
        Counted.Resident.Value == 0 ? 0 : (double)Unexplained.Resident.Value / Counted.Resident.Value;

    /// <param name="more">Fingerprints beside those that fathom has.</param>
    public static Ledger Of(Snapshot snapshot, IReadOnlyList<Fingerprint>? more = null)
    {
        Dictionary<string, Posting> lines = new(StringComparer.Ordinal);
        Amounts unexplained = default;
        foreach (MappingPostings mapping in Apportioning.Walk(snapshot))
        {
            foreach (Posting posting in mapping.Postings)
            {
                if (posting.Account == Accounts.Unexplained)
                    unexplained += posting.Amounts;
                else
                    lines[posting.Account] = lines.TryGetValue(posting.Account, out Posting sum)
                        ? Join(sum, posting) : posting;
            }
        }
        List<Posting> sorted = [.. lines.Values];
        Divide(sorted, snapshot, more);
        sorted.Sort(BySize);
        sorted = Fold(sorted);
        Bytes? resident = snapshot.Status.Resident;
        Bytes counted = sorted.Aggregate(unexplained, (sum, line) => sum + line.Amounts).Resident;
        return new Ledger(sorted, unexplained, resident, resident is { } figure ? counted - figure : null);
    }

    /// <summary>With a census, live blocks are on the accounts of their owners.</summary>
    static void Divide(List<Posting> lines, Snapshot snapshot, IReadOnlyList<Fingerprint>? more)
    {
        int whole = snapshot.Census is null ? -1 : lines.FindIndex(line => line.Account == Accounts.MallocInUse);
        if (whole < 0)
            return;
        lines.AddRange(InUseShares.Of(lines[whole], CensusRows.Of(snapshot, more)));
        lines.RemoveAt(whole);
    }

    /// <summary>What each mapping contributes, for `map`.</summary>
    public static IEnumerable<MappingPostings> ByMapping(Snapshot snapshot) => Apportioning.Walk(snapshot);

    static Posting Join(Posting a, Posting b) => a with
    {
        Amounts = a.Amounts + b.Amounts,
        Source = a.Source.Contains(b.Source, StringComparison.Ordinal) ? a.Source
            : b.Source.Contains(a.Source, StringComparison.Ordinal) ? b.Source
            : a.Source + ", " + b.Source,
    };

    static List<Posting> Fold(List<Posting> sorted)
    {
        foreach (string branch in OpenBranches)
        {
            List<Posting> leaves = sorted.FindAll(line => line.Account.StartsWith(branch, StringComparison.Ordinal));
            if (leaves.Count <= MostLeaves)
                continue;
            // A leaf may have the sum's own name: it is part of it then.
            string other = branch + "other";
            leaves.RemoveAll(line => line.Account == other);
            List<Posting> small = [.. leaves[(MostLeaves - 1)..], .. sorted.Where(line => line.Account == other)];
            HashSet<string> folded = [.. small.Select(line => line.Account)];
            sorted.RemoveAll(line => folded.Contains(line.Account));
            sorted.Add(small.Aggregate((a, b) => Join(a, b)) with { Account = other });
            sorted.Sort(BySize);
        }
        return sorted;
    }

    static int BySize(Posting a, Posting b) =>
        b.Amounts.Resident.CompareTo(a.Amounts.Resident) is var byResident and not 0 ? byResident
        : b.Amounts.Swap.CompareTo(a.Amounts.Swap) is var bySwap and not 0 ? bySwap
        : b.Amounts.Hugetlb.CompareTo(a.Amounts.Hugetlb) is var byHugetlb and not 0 ? byHugetlb
        : string.CompareOrdinal(a.Account, b.Account);
}
