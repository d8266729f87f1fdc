using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Evidence.Malloc;

namespace Fathom.Findings.Rules;

/// <summary>A JIT compiler took much memory for large methods: it does so now, or malloc has kept what it freed.</summary>
sealed class CompilerPeak : Rule
{
    const double LeastShare = 0.25;

    // It asks for nothing: less than elsewhere is worth a word.
    static readonly Bytes LeastKept = new(4 << 20);
    const double LeastShareKept = 0.05;

    // Chunks of a compilation that has ended go to a pool first, and to malloc within five seconds (arena.cpp, ChunkPoolCleaner):
    // the peak lies on both sides.
    const string Pooled = "the JVM itself keeps such blocks for up to five seconds after the compilation";
    static readonly Bytes LeastPooled = new(1 << 20);

    public override string Id => "FTH045";

    public override Finding? Judge(Case seen)
    {
        Rows work = Jvm.Rows(seen, CompilerThreads.IsWork);
        IReadOnlyList<Arena> arenas = CompilerThreads.Arenas(seen);
        Bytes kept = CompilerThreads.Kept(seen);
        if (seen.Matters(work.Resident) && work.Resident > kept)
            return Now(seen, work);
        Bytes left = kept + work.Resident;
        if (left < LeastKept || left.Value < seen.Resident.Value * LeastShareKept)
            return null;
        HeapSplit free = arenas.Aggregate(default(HeapSplit), (sum, arena) => sum + arena.Resident);
        return new Finding
        {
            Rule = Id,
            Severity = Severity.Info,
            Confidence = Confidence.Likely,
            Title = kept > work.Resident
                ? $"malloc keeps {SizeText.Of(kept)} in the arenas of the JIT compilers' threads: a peak that is over"
                : $"the JIT compilers have {SizeText.Of(left)}: a peak that is nearly over",
            Shares =
            [
                .. work.Shares,
                .. Jvm.Part(seen, free.Trimmable, Accounts.MallocTrimmable), .. Jvm.Part(seen, free.Top, Accounts.MallocTop),
                .. Jvm.Part(seen, free.Locked, Accounts.MallocLocked),
            ],
            Evidence =
            [
                $"{arenas.Count} of {seen.Snapshot.MallocState?.Arenas.Count} arenas; at their peak {SizeText.Of(arenas.Aggregate(Bytes.Zero, (sum, arena) => sum + arena.MaxSystem))}, live now {SizeText.Of(free.InUse)}",
                .. work.Resident > LeastPooled ? [.. work.Said(), Pooled] : Array.Empty<string>(),
                .. Peaks(seen),
            ],
            Return = $"RSS -{SizeText.Of(free.Trimmable)} by a trim",
        };
    }

    static Finding Now(Case seen, Rows work) => new()
    {
        Rule = "FTH045",
        Severity = work.Resident.Value >= seen.Resident.Value * LeastShare ? Severity.Warning : Severity.Info,
        Confidence = Confidence.Likely,
        Title = $"the JIT compilers work in {SizeText.Of(work.Resident)} now",
        Shares = work.Shares,
        Evidence = [.. work.Said(), .. Peaks(seen)],
        Return = "all of it at the end of the compilation; malloc may keep it until a trim",
    };

    static IEnumerable<string> Peaks(Case seen)
    {
        if (seen.Jvm?.Nmt?.Report is not { } report)
            yield break;
        foreach (NmtCategory category in report.Categories)
        {
            if (category.Key is "compiler" or "arena-chunk" && (category.Arena?.Peak ?? category.Malloc?.Peak) is { } peak)
                yield return $"native memory tracking: {category.Tag} {SizeText.Of(category.Committed.Size)}, at its peak {SizeText.Of(peak)}";
        }
    }
}
