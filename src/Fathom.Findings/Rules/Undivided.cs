using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>
/// Of saved texts: what is malloc's, or nobody's. They show no blocks, so that a cause which is known by other figures can be
/// in this memory, and nowhere else.
/// </summary>
static class Undivided
{
    /// <summary>Where memory was read, its blocks say more.</summary>
    public static bool IsAll(Case seen) => seen.Snapshot.Saved is not null && seen.Snapshot.MallocState is null && seen.Snapshot.Census is null;

    public static Bytes Of(Case seen) => seen.On(Accounts.MallocUnsplit) + seen.Ledger.Unexplained.Resident;

    /// <summary>So much of it, malloc's first.</summary>
    public static IReadOnlyList<Share> Shares(Case seen, Bytes most)
    {
        if (!seen.Snapshot.HasSizes || most.Value <= 0)
            return [];
        Bytes malloc = Min(most, seen.On(Accounts.MallocUnsplit)), rest = Min(most - malloc, seen.Ledger.Unexplained.Resident);
        return [.. Part(Accounts.MallocUnsplit, malloc), .. Part(Accounts.Unexplained, rest)];
    }

    /// <summary>What lies there of so much that was asked for: where no sizes are known, all of it may.</summary>
    public static Bytes Within(Case seen, Bytes most) => seen.Snapshot.HasSizes ? Min(most, Of(seen)) : most;

    /// <summary>So much that one would like to know whose it is, be the suspect's size unknown or not.</summary>
    public static bool IsMuch(Case seen) => seen.Snapshot.HasSizes && Of(seen) is var unknown && unknown >= LeastUnknown && unknown.Value >= seen.Resident.Value * Much;

    const double Much = 0.25;
    static readonly Bytes LeastUnknown = Bytes.FromMiB(32);

    static IEnumerable<Share> Part(string account, Bytes bytes) => bytes.Value > 0 ? [Share.OfAccount(account, bytes)] : [];

    static Bytes Min(Bytes one, Bytes other) => one < other ? one : other;
}
