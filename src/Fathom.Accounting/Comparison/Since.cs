using Fathom.Accounting.Census;
using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Accounting.Comparison;

/// <summary>What has become of an earlier answer: did the change work, and if RSS did not fall, who has it now.</summary>
public sealed record Since(EarlierAnswer Earlier, Bytes Resident, Bytes? InUse, Bytes? Free, Bytes Trimmable, IReadOnlyList<Change> Accounts, IReadOnlyList<Change> Blocks)
{
    public static Since Of(EarlierAnswer earlier, Snapshot snapshot, Ledger ledger, CensusRows census)
    {
        HeapSplit? malloc = snapshot.MallocState?.Resident;
        return new Since(earlier, ledger.Resident ?? ledger.Counted.Resident, malloc?.InUse, malloc?.Free,
            ledger.Lines.FirstOrDefault(line => line.Account == Accounting.Accounts.MallocTrimmable).Amounts.Resident,
            OfAccounts(earlier, ledger), OfBlocks(earlier, census));
    }

    /// <summary>Live blocks fell, and what they had is free in malloc: RSS stays until a trim.</summary>
    public bool IsKeptByMalloc =>
        (Earlier, InUse, Free) is ({ InUse: { } usedThen, Free: { } freeThen }, { } used, { } free)
        && used < usedThen && free > freeThen && free.Value - freeThen.Value >= (usedThen.Value - used.Value) / 2;

    static List<Change> OfAccounts(EarlierAnswer earlier, Ledger ledger)
    {
        Dictionary<string, Bytes> now = ledger.Lines.ToDictionary(line => line.Account, line => line.Amounts.Resident, StringComparer.Ordinal);
        now[Accounting.Accounts.Unexplained] = ledger.Unexplained.Resident;
        return Joined(earlier.Accounts, now);
    }

    static List<Change> OfBlocks(EarlierAnswer earlier, CensusRows census)
    {
        Dictionary<string, Bytes> then = new(StringComparer.Ordinal), now = new(StringComparer.Ordinal);
        foreach (EarlierBlocks row in earlier.Census)
            then[Name(row.Owner, row.Structure)] = then.GetValueOrDefault(Name(row.Owner, row.Structure)) + row.Bytes;
        foreach (CensusRow row in census.Rows)
            now[Name(row.Owner, row.Structure)] = now.GetValueOrDefault(Name(row.Owner, row.Structure)) + row.Bytes;
        return Joined(then, now);
    }

    static string Name(string? owner, string structure) => $"{structure} ({owner ?? CensusSums.Unattributed})";

    /// <summary>The greatest change first, whichever way.</summary>
    static List<Change> Joined(IReadOnlyDictionary<string, Bytes> then, Dictionary<string, Bytes> now) =>
    [
        .. then.Keys.Union(now.Keys).Select(name => new Change(name, then.GetValueOrDefault(name), now.GetValueOrDefault(name)))
            .Where(change => change.By != Bytes.Zero).OrderByDescending(change => Math.Abs(change.By.Value)).ThenBy(change => change.Name, StringComparer.Ordinal),
    ];
}
