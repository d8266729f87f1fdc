using Fathom.Accounting;
using Fathom.Accounting.Census;
using Fathom.Accounting.Container;
using Fathom.Accounting.Fingerprints;
using Fathom.Accounting.Growth;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;

namespace Fathom.Findings;

/// <summary>All that is known of what is to be judged. Any part of it may be missing.</summary>
public sealed record Case(Snapshot Snapshot, Ledger Ledger, CensusRows Census)
{
    // Below this a cause may be there, but it is not why the process is large.
    static readonly Bytes Least = new(8 << 20);
    const double LeastShare = 0.02;

    /// <param name="more">Fingerprints beside those that fathom has.</param>
    public static Case Of(Snapshot snapshot, IReadOnlyList<Fingerprint>? more = null) =>
        new(snapshot, Ledger.Of(snapshot, more), CensusRows.Of(snapshot, more)) { Profiles = ProfiledMemory.All(snapshot.Saved) };

    /// <summary>What allocation profiles among saved files say, the best first.</summary>
    public IReadOnlyList<ProfiledMemory> Profiles { get; init; } = [];

    /// <summary>What several looks showed; null where there was one.</summary>
    public Growth? Growth { get; init; }

    /// <summary>Null where it is in no container, or nothing tells what that one is made of.</summary>
    public ContainerLedger? Container => ContainerLedger.Of(Snapshot);

    public JvmState? Jvm => Snapshot.JvmState;

    public Bytes Resident => Ledger.Resident ?? Ledger.Counted.Resident;

    /// <summary>Whether so many bytes are worth a word in a process of this size.</summary>
    public bool Matters(Bytes bytes) => bytes >= Least && bytes.Value >= Resident.Value * LeastShare;

    /// <summary>What lies on the accounts of a branch ("java/heap/"), or on the one of this name.</summary>
    public Bytes On(string branch) => Lines(branch).Aggregate(Bytes.Zero, (sum, line) => sum + line.Amounts.Resident);

    /// <summary>The same as what a finding explains.</summary>
    public IEnumerable<Share> SharesOn(string branch) =>
        Lines(branch).Select(line => Share.OfAccount(line.Account, line.Amounts.Resident));

    /// <summary>Rows of the census with their numbers, largest first.</summary>
    public IEnumerable<(int Number, CensusRow Row)> Rows(Func<CensusRow, bool> fits)
    {
        for (int i = 0; i < Census.Rows.Count; i++)
        {
            if (fits(Census.Rows[i]))
                yield return (i, Census.Rows[i]);
        }
    }

    /// <summary>The container is so full that the next page may be the last one.</summary>
    public bool IsNearItsLimit =>
        Snapshot.Cgroup is { Limit: { Value: > 0 } limit, Headroom: { } room } && room.Value < limit.Value * 0.1;

    IEnumerable<Posting> Lines(string branch) => Ledger.Lines.Where(line => branch.EndsWith('/')
        ? line.Account.StartsWith(branch, StringComparison.Ordinal)
        : line.Account == branch);
}
