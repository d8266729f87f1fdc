using Fathom.Accounting;
using Fathom.Accounting.Census;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Findings.Rules;

/// <summary>What a collector keeps beside the heap: cards, bitmaps, remembered sets. It goes with the size of the heap.</summary>
sealed class GcStructures : Rule
{
    const string Branch = "java/gc/";
    const double LeastShare = 0.1;

    public override string Id => "FTH048";

    public override Finding? Judge(Case seen)
    {
        Rows blocks = Jvm.Rows(seen, IsGc);
        Bytes held = seen.On(Branch) + blocks.Resident;
        if (!seen.Matters(held) || held.Value < seen.Resident.Value * LeastShare)
            return null;
        return new Finding
        {
            Rule = Id,
            Severity = Severity.Info,
            Confidence = Confidence.Certain,
            Title = $"{seen.Jvm?.Collector ?? "The collector"} keeps {SizeText.Of(held)} beside the heap: by design",
            Shares = [.. seen.SharesOn(Branch), .. blocks.Shares],
            Evidence =
            [
                .. seen.SharesOn(Branch).OrderByDescending(share => share.Bytes.Value).Take(3).Select(share => $"{share.Place[Branch.Length..]}: {SizeText.Of(share.Bytes)}"),
                $"for a heap of up to {SizeText.Of(Jvm.Size(seen, "MaxHeapSize"))}, {SizeText.Of(seen.On(HeapUse.Branch))} of it in memory",
            ],
        };
    }

    public override RuledOut? Clear(Case seen) => seen.On(Branch) is { Value: > 0 } held ? new RuledOut("GC structures", SizeText.Of(held)) : null;

    static bool IsGc(CensusRow row) => row.NmtTag is { } tag && NmtTag.KeyOf(tag) is "gc" or "gc-card-set";
}
