using Fathom.Evidence;

namespace Fathom.Accounting;

/// <summary>
/// Walks mappings, owners and pages side by side, once, and posts every page to one account. All three come in address
/// order, so the work is their sum and nothing is kept but the mapping at hand.
/// </summary>
static class Apportioning
{
    const string NoSource = "";

    static readonly Claim Nobody = new(default, Accounts.Unexplained, NoSource, Precedence.Mapping);

    public static IEnumerable<MappingPostings> Walk(Snapshot snapshot)
    {
        // Reports of the JVM's own: they name owners, and nothing that is in memory.
        if (snapshot.Pages is null && snapshot.Usage is null)
            return [];
        List<Owners.Stretch> owners = Claims.Settled(snapshot);
        return snapshot.Pages is { } pages
            ? ByPage(snapshot, owners, pages)
            : ByMapping(snapshot, owners);
    }

    static IEnumerable<MappingPostings> ByPage(Snapshot snapshot, List<Owners.Stretch> owners, PageRuns pages)
    {
        MappingTally tally = new(snapshot);
        int mapping = 0, owner = 0;
        foreach (PageRun run in pages)
        {
            for (Address at = run.Start; at < run.End;)
            {
                while (mapping < snapshot.Mappings.Count && snapshot.Mappings[mapping].Range.End <= at)
                    mapping++;
                while (owner < owners.Count && owners[owner].Range.End <= at)
                    owner++;
                Address end = Nearest(run.End, mapping < snapshot.Mappings.Count ? snapshot.Mappings[mapping].Range : null, at);
                end = Nearest(end, owner < owners.Count ? owners[owner].Range : null, at);
                bool mapped = mapping < snapshot.Mappings.Count && snapshot.Mappings[mapping].Range.Start <= at;
                bool owned = mapped && owner < owners.Count && owners[owner].Range.Start <= at;
                if (tally.MoveTo(mapped ? mapping : -1) is { } finished)
                    yield return finished;
                tally.Add(owned ? owners[owner].Claim : Nobody, run with { Start = at, Pages = (end - at) / Bytes.PageSize });
                at = end;
            }
        }
        if (tally.Finish() is { } last)
            yield return last;
    }

    /// <summary>The end of the piece that begins at <paramref name="at"/>: where a range ends or the next begins.</summary>
    static Address Nearest(Address end, AddressRange? range, Address at)
    {
        if (range is not { } known)
            return end;
        Address border = known.Start > at ? known.Start : known.End;
        return border < end ? border : end;
    }

    /// <summary>Only smaps' sums are known: a mapping with several owners inside can be split where all of it is in memory.</summary>
    static IEnumerable<MappingPostings> ByMapping(Snapshot snapshot, List<Owners.Stretch> owners)
    {
        if (snapshot.Usage is not { } usage)
            yield break;
        int owner = 0;
        // pmap has no column of shares but in its longest forms.
        bool hasShares = usage.Any(each => each.Pss > Bytes.Zero) || usage.All(each => each.Rss == Bytes.Zero);
        for (int i = 0; i < snapshot.Mappings.Count; i++)
        {
            Mapping mapping = snapshot.Mappings[i];
            MappingUsage known = usage[i];
            while (owner < owners.Count && owners[owner].Range.End <= mapping.Range.Start)
                owner++;
            Amounts amounts = new(known.Rss, known.Swap, known.Hugetlb, hasShares ? known.Pss : null);
            if (amounts.IsNothing)
                continue;
            if (owner < owners.Count && owners[owner].Range.Contains(mapping.Range))
                yield return new MappingPostings(mapping, [new Posting(owners[owner].Claim.Account, owners[owner].Claim.Source, amounts)]);
            else if (known.Rss == mapping.Range.Length && known.Pss == known.Rss && amounts.Swap == Bytes.Zero)
                yield return new MappingPostings(mapping, Split(mapping.Range, owners, owner));
            else
                yield return new MappingPostings(mapping, [new Posting(Accounts.Unexplained, NoSource, amounts)]);
        }
    }

    /// <summary>Every page is in memory, and the process' own: each owner has as much as its part is long.</summary>
    static List<Posting> Split(AddressRange mapping, List<Owners.Stretch> owners, int owner)
    {
        if (owner == owners.Count || owners[owner].Range.Start >= mapping.End)
            return [Whole(Nobody, mapping)];
        List<Posting> postings = [];
        Address at = mapping.Start;
        for (; owner < owners.Count && owners[owner].Range.Start < mapping.End; owner++)
        {
            AddressRange part = owners[owner].Range.Intersect(mapping);
            if (part.Start > at)
                postings.Add(Whole(Nobody, new AddressRange(at, part.Start)));
            postings.Add(Whole(owners[owner].Claim, part));
            at = part.End;
        }
        if (at < mapping.End)
            postings.Add(Whole(Nobody, new AddressRange(at, mapping.End)));
        return postings;
    }

    static Posting Whole(Claim claim, AddressRange part) =>
        new(claim.Account, claim.Source, new Amounts(part.Length, Bytes.Zero, Bytes.Zero, part.Length));
}
