using Fathom.Accounting;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Findings.Rules;

/// <summary>
/// What the process has in memory and the JVM knows nothing of, by a report of NMT and the sizes of mappings or RSS alone.
/// It names a place, not a cause: a walk over malloc's memory says more, and this is silent then.
/// </summary>
sealed class OutsideNmt : Rule
{
    const string Unsplit = "malloc/unsplit";
    const double Large = 0.25;

    public override string Id => "FTH084";

    public override bool NeedsSizes => false;

    public override Finding? Judge(Case seen)
    {
        if (seen.Snapshot.Saved is null || seen.Snapshot.MallocState is not null || seen.Jvm?.Nmt?.Report is not { Categories.Count: > 0 } report
            || seen.Snapshot.Status.Resident is not { } resident)
            return null;
        // A recording has tags without what of them is malloc's.
        if (seen.Snapshot.HasSizes && report.Malloc is null && report.Categories.All(category => category.Malloc is null && category.Arena is null))
            return null;
        Bytes malloc = seen.On(Unsplit), known = Malloc(report), named = Named(seen);
        // Committed is the most that NMT's part can have in memory: what is above it is certainly not its own.
        Bytes outside = new Bytes(seen.Snapshot.HasSizes ? malloc.Value - known.Value : resident.Value - report.Committed.Size.Value) - named;
        if (outside.Value <= 0 || !seen.Matters(outside) || outside.Value < resident.Value * Large)
            return null;
        return new Finding
        {
            Rule = Id,
            Severity = Severity.Warning,
            Confidence = Confidence.Likely,
            Title = seen.Snapshot.HasSizes
                ? $"{SizeText.Of(outside)}{(named > Bytes.Zero ? " more" : "")} of malloc's memory is not the JVM's own"
                : $"at least {SizeText.Of(outside)}{(named > Bytes.Zero ? " more" : "")} of RSS lie outside of what native memory tracking sees",
            Shares = seen.Snapshot.HasSizes ? [Share.OfAccount(Unsplit, outside)] : [],
            Evidence =
            [
                seen.Snapshot.HasSizes
                    ? $"malloc has {SizeText.Of(malloc)} in memory, of which native memory tracking counts at most {SizeText.Of(known)}"
                    : $"RSS is {SizeText.Of(resident)}, native memory tracking has committed {SizeText.Of(report.Committed.Size)}",
                "native libraries take it, the JDK's own (zip, net, nio, font) too, or malloc keeps it after it was freed: these files do not say which",
                .. named > Bytes.Zero ? [$"{SizeText.Of(named)} that a profile names are not among it"] : Array.Empty<string>(),
            ],
        };
    }

    /// <summary>What a profile names is another finding's, and a profile of the JVM's own blocks is what native memory tracking counts.</summary>
    static Bytes Named(Case seen) => (Profiled.Of(seen) is { IsProved: true } memory ? memory.Uses : []).Where(use => use.Kind is not (NativeUse.Jvm or NativeUse.Unknown or NativeUse.Unnamed or NativeUse.Unsafe or NativeUse.JniCopy))
        .Aggregate(Bytes.Zero, (sum, use) => seen.Matters(use.InUse) ? sum + use.InUse : sum);

    /// <summary>8 and 11 print no total. Headers of malloc and of NMT are beside what they count: at most 32 bytes a block.</summary>
    static Bytes Malloc(NmtReport report)
    {
        if (report.Malloc is { } total)
            return WithHeaders(total) + report.Categories.Aggregate(Bytes.Zero, (sum, category) => sum + (category.Overhead?.Size ?? Bytes.Zero));
        Bytes sum = Bytes.Zero;
        foreach (NmtCategory category in report.Categories)
            sum += WithHeaders(category.Malloc) + WithHeaders(category.Arena) + (category.Overhead?.Size ?? Bytes.Zero);
        return sum;
    }

    static Bytes WithHeaders(NmtBlocks? blocks) =>
        blocks is null ? Bytes.Zero : blocks.Size.Size + new Bytes(Math.Clamp(blocks.Count ?? 0, 0, 1L << 40) * 32);
}
