using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Memory given back with MADV_FREE: it is in RSS until the kernel needs it. Only smaps tells it.</summary>
sealed class FreedLazily : Rule
{
    public override string Id => "FTH065";

    public override Finding? Judge(Case seen)
    {
        Bytes lazy = Of(seen);
        if (!seen.Matters(lazy) || seen.Snapshot.Usage is not { } usage)
            return null;
        return new Finding
        {
            Rule = Id,
            Severity = Severity.Info,
            Confidence = Confidence.Certain,
            Shares = [.. Shares(seen, usage)],
            Title = $"{SizeText.Of(lazy)} was given back lazily: it counts in RSS until the kernel needs it",
            Evidence = [$"LazyFree in smaps, in {Jvm.Number(usage.Count(each => each.LazyFree.Value > 0))} mappings"],
            Return = "all of it under memory pressure, by itself",
        };
    }

    /// <summary>Of a mapping's accounts the largest: which of its pages they are nothing tells.</summary>
    static IEnumerable<Share> Shares(Case seen, IReadOnlyList<MappingUsage> usage)
    {
        Dictionary<string, long> lazy = new(StringComparer.Ordinal);
        Dictionary<Mapping, long> byMapping = [];
        for (int i = 0; i < Math.Min(usage.Count, seen.Snapshot.Mappings.Count); i++)
        {
            if (usage[i].LazyFree.Value > 0)
                byMapping[seen.Snapshot.Mappings[i]] = usage[i].LazyFree.Value;
        }
        foreach (MappingPostings mapping in Ledger.ByMapping(seen.Snapshot))
        {
            if (mapping.Mapping is { } known && byMapping.TryGetValue(known, out long bytes) && mapping.Postings.Count > 0)
            {
                Posting most = mapping.Postings.MaxBy(posting => posting.Amounts.Resident.Value);
                lazy[most.Account] = lazy.GetValueOrDefault(most.Account) + Math.Min(bytes, most.Amounts.Resident.Value);
            }
        }
        return lazy.Select(each => Share.OfAccount(each.Key, new Bytes(each.Value)));
    }

    /// <summary>Zero where smaps was not read.</summary>
    public static Bytes Of(Case seen) => seen.Snapshot.Usage?.Aggregate(Bytes.Zero, (sum, each) => sum + each.LazyFree) ?? Bytes.Zero;
}
