using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>The heap was large once, and the collector has not given back what is empty now.</summary>
sealed class HeapNotReturned : Rule
{
    static readonly Bytes Least = Bytes.FromMiB(64);
    const double LeastOfHeap = 0.5;
    const double LeastOfProcess = 0.25;

    public override string Id => "FTH049";

    public override Finding? Judge(Case seen)
    {
        if (HeapUse.Empty(seen) is not { } empty || HeapUse.Spare(seen) is not { } spare || spare < Least || Jvm.IsOn(seen, "AlwaysPreTouch")
            || empty.Value < HeapUse.Resident(seen).Value * LeastOfHeap || empty.Value < seen.Resident.Value * LeastOfProcess)
            return null;
        return new Finding
        {
            Rule = Id,
            Severity = IsStuck(seen) ? Fault(seen, empty) : Severity.Info,
            Confidence = Confidence.Likely,
            Title = $"{SizeText.Of(empty)} of the Java heap is in memory and empty",
            Shares = HeapUse.Shares(seen, empty),
            Evidence = [HeapUse.Said(seen), How(seen), .. Collected.Said(seen)],
            Return = $"up to -{SizeText.Of(empty)} once the collector shrinks the heap",
        };
    }

    public override RuledOut? Clear(Case seen) => seen.On(HeapUse.Branch) is { Value: > 0 } heap
        ? new RuledOut("Java heap", $"{SizeText.Of(heap)} of {SizeText.Of(Jvm.Size(seen, "MaxHeapSize"))}")
        : null;

    /// <summary>
    /// These collectors return memory after full collections only, and there was one. What is empty then was needed at a
    /// peak, and nobody asked to keep it.
    /// </summary>
    static bool IsStuck(Case seen) =>
        seen.Jvm is { Collector: "Serial" or "Parallel" or "CMS", Figures: { Heap.Committed: { } committed } figures }
        && Jvm.Size(seen, "InitialHeapSize") is { } initial && initial.Value < committed.Value / 2
        && figures.HeapSpaces.FirstOrDefault(space => space.Name == "old") is { Committed: { } old, Used: { } used } && used.Value < old.Value / 4
        && Collected.Full(seen) > 0;

    static string How(Case seen) => seen.Jvm?.Collector switch
    {
        "G1" => "G1 gives memory back after full collections and concurrent cycles (JDK 12: also when idle, with G1PeriodicGCInterval)",
        "Serial" or "Parallel" or "CMS" => $"{seen.Jvm.Collector} gives memory back after full collections only, and in steps",
        "Z" or "Shenandoah" => $"{seen.Jvm.Collector} gives memory back that was not used for some minutes (ZUncommitDelay, ShenandoahUncommitDelay)",
        _ => "this collector is not known to give memory back",
    };
}
