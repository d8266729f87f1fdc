using Fathom.Evidence;
using Fathom.Findings;

namespace Fathom.Tests.Findings.Rules;

/// <summary>A heap that was 650 MiB once and holds two now; on top of the idle JVM's 34 MiB of eden.</summary>
static class Heaps
{
    internal static Observed Of(string collector, long resident, long used, long initial = 16) => Observed.Idle.On("java/heap/old", resident)
        .Jvm(jvm => jvm with { Collector = collector, Counters = Full(4) })
        .Figures(figures => figures with
        {
            Heap = new SpaceUse("heap", JvmPart.Heap, Bytes.FromMiB(900), Bytes.FromMiB(resident + 34), Bytes.FromMiB(used)),
            HeapSpaces = [new SpaceUse("old", JvmPart.Heap, null, Bytes.FromMiB(resident), Bytes.FromMiB(used))],
        })
        .Flag("InitialHeapSize", initial).Flag("MaxHeapSize", 900);

    static PerfData Full(long times) => new(new Dictionary<string, PerfCounter>
    {
        ["sun.gc.collector.1.name"] = new(null, "Serial full collection pauses"),
        ["sun.gc.collector.1.invocations"] = new(times, null),
    });
}

sealed class HeapNotReturnedCases : IRuleCases
{
    public string Rule => "FTH049";

    public IEnumerable<Case> Fires => [Heaps.Of("Serial", 550, 2).Case(), Heaps.Of("G1", 550, 2).Case()];

    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Case(),
        Heaps.Of("Serial", 550, 500).Case(),
        Heaps.Of("G1", 20, 2).Case(),
        Heaps.Of("G1", 550, 2).Flag("AlwaysPreTouch", "true").Case(),
    ];
}

public class HeapNotReturnedTests
{
    /// <summary>A heap that its collector will shrink, or that somebody asked to keep, is nobody's fault.</summary>
    [Theory]
    [InlineData("Serial", 16, true)]
    [InlineData("Serial", 500, false)]
    [InlineData("G1", 16, false)]
    [InlineData("Z", 16, false)]
    [InlineData("Shenandoah", 16, false)]
    public void It_is_a_fault_only_where_nothing_will_return_it(string collector, long initialMib, bool isFault) =>
        Assert.Equal(isFault, Verdict.Of(Heaps.Of(collector, 550, 2, initialMib).Case()).HasFault);
}

sealed class HeapTouchedCases : IRuleCases
{
    public string Rule => "FTH052";

    public IEnumerable<Case> Fires => [Heaps.Of("G1", 466, 2).Flag("AlwaysPreTouch", "true").Case()];

    public IEnumerable<Case> Silent => [Observed.Idle.Case(), Heaps.Of("G1", 466, 2).Case(), Heaps.Of("G1", 466, 495).Flag("AlwaysPreTouch", "true").Case()];
}

sealed class HeapViewsCases : IRuleCases
{
    public string Rule => "FTH051";

    public IEnumerable<Case> Fires => [Observed.Idle.Shared("java/heap/z", 472, 179).Jvm(jvm => jvm with { Collector = "Z" }).Case()];

    public IEnumerable<Case> Silent => [Observed.Idle.Case(), Observed.Idle.Shared("java/heap/z", 194, 194).Jvm(jvm => jvm with { Collector = "Z" }).Case()];
}

sealed class GcStructuresCases : IRuleCases
{
    public string Rule => "FTH048";

    public IEnumerable<Case> Fires => [Observed.Idle.On("java/gc/card table", 8).On("java/gc/offset table", 8).Jvm(jvm => jvm with { Collector = "G1" }).Case()];

    public IEnumerable<Case> Silent => [Observed.Idle.Case(), Observed.Idle.On("java/gc/card table", 9).On("java/heap/old", 900).Case()];
}
