using Fathom.Evidence;

namespace Fathom.Accounting;

/// <summary>
/// NMT's memory map as the arbiter of owners. The JVM wrote down there what it took from the kernel and what for: an
/// owner that says more stays, any other one loses the range.
/// </summary>
static class NmtRuling
{
    const string Source = "NMT";

    /// <summary>Its ranges with their accounts, in address order, none overlapping; empty where NMT was not asked.</summary>
    public static List<Owners.Stretch> Of(JvmState? jvm)
    {
        IReadOnlyList<NmtRange> ranges = jvm?.NmtMap ?? [];
        bool hasMetaspace = ranges.Any(range => range.Tag == "metaspace");
        List<Claim> claims = new(ranges.Count);
        Dictionary<string, string> accounts = new(StringComparer.Ordinal);
        foreach (NmtRange range in ranges)
        {
            if (!accounts.TryGetValue(range.Tag, out string? account))
                accounts[range.Tag] = account = NmtAccounts.Of(range.Tag, hasMetaspace);
            claims.Add(new(range.Range, account, Source, Precedence.JvmPart));
        }
        return Owners.Settle(claims);
    }

    /// <summary>What NMT leaves of a claim that was only inferred: outside its map there is nothing of the JVM's.</summary>
    public static IEnumerable<Claim> Leaves(Claim inferred, List<Owners.Stretch> rules)
    {
        foreach (Owners.Stretch rule in rules)
        {
            AddressRange part = rule.Range.Intersect(inferred.Range);
            if (!part.IsEmpty && NmtAccounts.Refines(rule.Claim.Account, inferred.Account))
                yield return inferred with { Range = part };
        }
    }

    /// <summary>Owners and rules side by side, both in address order.</summary>
    public static List<Owners.Stretch> Apply(List<Owners.Stretch> owners, List<Owners.Stretch> rules)
    {
        if (rules.Count == 0)
            return owners;
        if (owners.Count == 0)
            return rules;
        List<Owners.Stretch> ruled = new(owners.Count + rules.Count);
        int owner = 0, rule = 0;
        Address at = default;
        while (true)
        {
            while (owner < owners.Count && owners[owner].Range.End <= at)
                owner++;
            while (rule < rules.Count && rules[rule].Range.End <= at)
                rule++;
            Owners.Stretch? owned = owner < owners.Count ? owners[owner] : null;
            Owners.Stretch? named = rule < rules.Count ? rules[rule] : null;
            if (owned is null && named is null)
                return ruled;
            Address end = Nearest(Nearest(new Address(ulong.MaxValue), owned, at), named, at);
            if (Believed(At(owned, at), At(named, at)) is { } claim)
                Owners.Append(ruled, new AddressRange(at, end), claim);
            at = end;
        }
    }

    static Claim? Believed(Claim? owner, Claim? rule) =>
        owner is { } known && (rule is not { } nmt || NmtAccounts.Refines(nmt.Account, known.Account)) ? known : rule;

    static Claim? At(Owners.Stretch? stretch, Address at) =>
        stretch is { } one && one.Range.Contains(at) ? one.Claim : null;

    static Address Nearest(Address end, Owners.Stretch? stretch, Address at)
    {
        if (stretch is not { } one)
            return end;
        Address border = one.Range.Start > at ? one.Range.Start : one.Range.End;
        return border < end ? border : end;
    }
}
