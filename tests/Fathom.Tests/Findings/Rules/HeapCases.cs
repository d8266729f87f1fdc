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
        Heaps.Of("G1", 110, 40).Case(), // a young generation between two collections
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

sealed class HeapCountedTwiceCases : IRuleCases
{
    public string Rule => "FTH051";

    public IEnumerable<Case> Fires => [Views(3, 150, "Z"), Shares(3, 150, "Z")];

    public IEnumerable<Case> Silent => [Observed.Idle.Case(), Views(1, 450, "Z"), Views(3, 150, "G1"), Shares(1, 450, "Z"), Shares(3, 150, "G1")];

    /// <summary>smaps of the same: each mapping has its part of a page.</summary>
    static Case Shares(int count, long mib, string collector) => OfFiles.Case().On("java/heap/z", count * mib).Jvm(jvm => jvm with { Collector = collector }).With(snapshot => snapshot with
    {
        Pages = null,
        Mappings = [.. Enumerable.Range(0, count).Select(i => new Mapping(new AddressRange(new Address(((ulong)i + 4) << 40), new Address((((ulong)i + 4) << 40) + ((ulong)mib << 20))), Access.Read | Access.Write | Access.Shared, 0, default, 7, "/memfd:java_heap", true))],
        Usage = [.. Enumerable.Range(0, count).Select(_ => new MappingUsage { Rss = Bytes.FromMiB(mib), Pss = Bytes.FromMiB(mib / count) })],
    }).Case();

    /// <summary>A file of so many MiB, mapped as a whole at each place.</summary>
    static Case Views(int count, long mib, string collector) => Observed.Idle.On("java/heap/z", count * mib)
        .Jvm(jvm => jvm with { Collector = collector })
        .With(snapshot =>
        {
            PageRuns.Builder pages = new();
            List<Mapping> mappings = [];
            for (int i = 0; i < count; i++)
            {
                Address start = new(0x40000000000UL << i);
                mappings.Add(new Mapping(new AddressRange(start, start + (mib << 20)), Access.Read | Access.Write | Access.Shared, 0, default, 7, "/memfd:java_heap", true));
                pages.Add(new PageRun(start, (mib << 20) / Bytes.PageSize, PageKind.Present | PageKind.File));
            }
            return snapshot with { Mappings = mappings, Pages = pages.Build() };
        }).Case();
}

sealed class GcStructuresCases : IRuleCases
{
    public string Rule => "FTH048";

    public IEnumerable<Case> Fires => [Observed.Idle.On("java/gc/card table", 8).On("java/gc/offset table", 8).Jvm(jvm => jvm with { Collector = "G1" }).Case()];

    public IEnumerable<Case> Silent => [Observed.Idle.Case(), Observed.Idle.On("java/gc/card table", 9).On("java/heap/old", 900).Case()];
}
