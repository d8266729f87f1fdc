using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Metaspace that many classes fill, or that is committed and empty.</summary>
sealed class MetaspaceLarge : Rule
{
    const double LeastShare = 0.2;
    const double NearlyFull = 0.9;

    public override string Id => "FTH053";

    public override Finding? Judge(Case seen)
    {
        Bytes held = seen.On(Classes.Metaspace);
        if (!seen.Matters(held) || held.Value < seen.Resident.Value * LeastShare)
            return null;
        Bytes? limit = Limit(seen);
        bool isFull = limit is { Value: > 0 } most && held.Value >= most.Value * NearlyFull;
        return new Finding
        {
            Rule = Id,
            Severity = isFull ? Severity.Warning : Severity.Info,
            Confidence = Confidence.Likely,
            Title = isFull ? $"metaspace is nearly full: {SizeText.Of(held)} of {SizeText.Of(limit)}" : $"metaspace holds {SizeText.Of(held)}{Of(seen)}",
            Shares = [.. seen.SharesOn(Classes.Metaspace)],
            Evidence = [.. Use(seen), .. Families(seen)],
        };
    }

    public override RuledOut? Clear(Case seen) => seen.Jvm is null ? null
        : new RuledOut("metaspace", SizeText.Of(seen.On(Classes.Metaspace)) + (Limit(seen) is { } limit ? " of " + SizeText.Of(limit) : ", without a limit"));

    static string Of(Case seen) => seen.Jvm?.Figures?.Classes is { } classes ? $", {Jvm.Number(classes.Count)} classes of {Jvm.Number(classes.Loaders)} loaders" : "";

    /// <summary>The default is as good as none: nearly all of the address space.</summary>
    static Bytes? Limit(Case seen) => Jvm.Size(seen, "MaxMetaspaceSize") is { Value: < 1L << 40 } limit ? limit : null;

    static IEnumerable<string> Use(Case seen)
    {
        foreach (SpaceUse? space in new[] { seen.Jvm?.Figures?.Metaspace, seen.Jvm?.Figures?.ClassSpace })
        {
            if (space is { Committed: { } committed, Used: { } used })
                yield return $"{space.Name}: {SizeText.Of(used)} used of {SizeText.Of(committed)} committed";
        }
    }

    static IEnumerable<string> Families(Case seen) => seen.Jvm?.Figures?.Classes is { Families: [var first, ..] } ? [$"{Jvm.Number(first.Classes)} classes {Jvm.Short(first.Name)}"] : [];
}
