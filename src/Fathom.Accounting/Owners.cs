using Fathom.Evidence;

namespace Fathom.Accounting;

/// <summary>Stretches of the address space with the one claim that is believed for each, in address order.</summary>
static class Owners
{
    public readonly record struct Stretch(AddressRange Range, Claim Claim);

    /// <summary>Cuts overlapping claims so that each address has one owner: the claim of highest precedence.</summary>
    public static List<Stretch> Settle(List<Claim> claims)
    {
        // Ties are broken by place and then by account, so that the same evidence gives the same ledger.
        if (!IsOrdered(claims))
            claims.Sort(Compare);
        List<Stretch> stretches = new(claims.Count);
        List<Claim> open = [];
        Address at = default;
        int next = 0;
        while (next < claims.Count || open.Count > 0)
        {
            if (open.Count == 0 && IsAlone(claims, next))
            {
                Append(stretches, claims[next].Range, claims[next]);
                next++;
                continue;
            }
            if (open.Count == 0)
                at = claims[next].Range.Start;
            for (; next < claims.Count && claims[next].Range.Start <= at; next++)
                open.Add(claims[next]);
            Address end = next < claims.Count ? claims[next].Range.Start : new Address(ulong.MaxValue);
            foreach (Claim claim in open)
                end = claim.Range.End < end ? claim.Range.End : end;
            Append(stretches, new AddressRange(at, end), Strongest(open));
            at = end;
            open.RemoveAll(claim => claim.Range.End <= at);
        }
        return stretches;
    }

    static int Compare(Claim a, Claim b) =>
        a.Range.Start.CompareTo(b.Range.Start) is var byStart and not 0 ? byStart
        : a.Range.End.CompareTo(b.Range.End) is var byEnd and not 0 ? byEnd
        : string.CompareOrdinal(a.Account, b.Account) is var byAccount and not 0 ? byAccount
        : string.CompareOrdinal(a.Source, b.Source);

    /// <summary>Memory maps are, and may have a million lines.</summary>
    static bool IsOrdered(List<Claim> claims)
    {
        for (int i = 1; i < claims.Count; i++)
        {
            if (Compare(claims[i - 1], claims[i]) > 0)
                return false;
        }
        return true;
    }

    static bool IsAlone(List<Claim> claims, int index) =>
        index + 1 == claims.Count || claims[index + 1].Range.Start >= claims[index].Range.End;

    static Claim Strongest(List<Claim> open)
    {
        Claim best = open[0];
        foreach (Claim claim in open)
        {
            if (claim.Precedence > best.Precedence)
                best = claim;
        }
        return best;
    }

    internal static void Append(List<Stretch> stretches, AddressRange range, Claim claim)
    {
        if (range.IsEmpty)
            return;
        if (stretches.Count > 0 && stretches[^1].Range.End == range.Start && stretches[^1].Claim == claim)
            stretches[^1] = new(new AddressRange(stretches[^1].Range.Start, range.End), claim);
        else
            stretches.Add(new(range, claim));
    }
}
