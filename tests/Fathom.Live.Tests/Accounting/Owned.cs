using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Live.Tests.Accounting;

/// <summary>Who owns what within a range that a program told of: the ledger of a snapshot that has no other pages.</summary>
static class Owned
{
    internal static IReadOnlyDictionary<string, Amounts> In(Snapshot snapshot, AddressRange range)
    {
        PageRuns.Builder within = new();
        foreach (PageRun run in snapshot.Pages!)
        {
            AddressRange part = run.Range.Intersect(range);
            if (!part.IsEmpty)
                within.Add(run with { Start = part.Start, Pages = part.Length.Value / Bytes.PageSize });
        }
        Ledger ledger = Ledger.Of(snapshot with { Pages = within.Build(), Usage = null });
        Dictionary<string, Amounts> owners = ledger.Lines.ToDictionary(line => line.Account, line => line.Amounts);
        if (!ledger.Unexplained.IsNothing)
            owners.Add(Accounts.Unexplained, ledger.Unexplained);
        return owners;
    }

    /// <summary>All of the range is in memory and on one account.</summary>
    internal static void Fully(Snapshot snapshot, AddressRange range, string account) =>
        Resident(snapshot, range, account, range.Length.Value);

    internal static void Resident(Snapshot snapshot, AddressRange range, string account, long bytes)
    {
        (string owner, Amounts amounts) = Assert.Single(In(snapshot, range));
        Assert.Equal((account, bytes), (owner, amounts.Resident.Value));
    }
}
