using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Findings.Rules;

/// <summary>Blocks that malloc gave out and nobody wrote to: native memory tracking counts them, the kernel does not.</summary>
sealed class NeverTouched : Rule
{
    static readonly Bytes Least = Bytes.FromMiB(64);

    public override string Id => "FTH071";

    public override Finding? Judge(Case seen)
    {
        if (seen.Snapshot.MallocState is not { Arenas.Count: > 0 } malloc || malloc.Outcome == WalkOutcome.Failed)
            return null;
        Bytes live = malloc.InUse.Bytes, resident = malloc.Resident.InUse;
        Bytes untouched = new(Math.Max(0, (live - resident - malloc.Swapped.InUse).Value));
        if (untouched < Least || untouched.Value < live.Value / 2)
            return null;
        return new Finding
        {
            Rule = Id,
            Severity = Severity.Info,
            Confidence = malloc.Outcome == WalkOutcome.Approximate ? Confidence.Likely : Confidence.Certain,
            Title = $"{SizeText.Of(untouched)} was asked of malloc and never written to: it is no memory yet",
            Evidence = [$"{SizeText.Of(live)} of live blocks, {SizeText.Of(resident)} of them in memory; native memory tracking counts the former"],
        };
    }
}
