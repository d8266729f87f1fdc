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
            // On which account they are the pages do not say.
            Title = $"{SizeText.Of(lazy)} was given back lazily: it counts in RSS until the kernel needs it",
            Evidence = [$"LazyFree in smaps, in {Jvm.Number(usage.Count(each => each.LazyFree.Value > 0))} mappings"],
            Return = "all of it under memory pressure, by itself",
        };
    }

    /// <summary>Zero where smaps was not read.</summary>
    public static Bytes Of(Case seen) => seen.Snapshot.Usage?.Aggregate(Bytes.Zero, (sum, each) => sum + each.LazyFree) ?? Bytes.Zero;
}
