using Fathom.Evidence;
using Fathom.Findings;

namespace Fathom.Tests.Findings.Rules;

/// <summary>600 threads of pools that were never shut down (80 KiB of stack each), and 40 that once were deep (2.4 MiB).</summary>
sealed class ManyThreadsCases : IRuleCases
{
    public string Rule => "FTH046";

    public IEnumerable<Case> Fires =>
    [
        Observed.Idle.Threads(600, i => $"leaked-pool-{i}-thread-1", 80).Case(),
        Observed.Idle.Threads(250, i => $"Thread-{i}", 80).Case(),
    ];

    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Case(),
        Observed.Idle.Threads(120, i => $"http-nio-8080-exec-{i}", 100).Case(),
        Observed.Idle.Threads(40, i => $"deep-{i}", 2400).Case(),
    ];
}

public class ManyThreadsTests
{
    /// <summary>leaked-pool-7-th, leaked-pool-77-t and leaked-pool-777- are of one kind.</summary>
    [Fact]
    public void Names_that_the_kernel_has_cut_off_are_of_one_group()
    {
        Case seen = Observed.Idle.Threads(600, i => $"leaked-pool-{i}-thread-1", 80).Jvm(jvm => jvm with { Threads = [] }).Case();
        Assert.Contains("600 threads leaked-pool-*", Assert.IsType<Finding>(new Fathom.Findings.Rules.ManyThreads().Judge(seen)).Title, StringComparison.Ordinal);
    }
}

sealed class DeepStacksCases : IRuleCases
{
    public string Rule => "FTH047";

    public IEnumerable<Case> Fires => [Observed.Idle.Threads(40, i => $"deep-{i}", 2400).Case()];

    public IEnumerable<Case> Silent => [Observed.Idle.Case(), Observed.Idle.Threads(600, i => $"leaked-pool-{i}-thread-1", 80).Case(), Observed.Idle.Threads(2, i => $"deep-{i}", 2400).Case()];
}

sealed class HugePagesCases : IRuleCases
{
    const long Start = 0x600000000000;

    public string Rule => "FTH050";

    public IEnumerable<Case> Fires => [Heap(400, 200), BySmaps(400, 200, 400), Observed.Idle.Threads(40, i => $"worker-{i}", 8192, PageKind.Present | PageKind.Huge).Case()];

    public IEnumerable<Case> Silent => [Observed.Idle.Case(), Heap(400, 390, "false"), BySmaps(400, 200, 0), Observed.Idle.Threads(40, i => $"worker-{i}", 8192).Case()];

    static Case BySmaps(long mib, long used, long huge)
    {
        Case seen = Heap(mib, used);
        AddressRange range = new(new Address(Start), new Address(Start + ((ulong)mib << 20)));
        return seen with
        {
            Snapshot = seen.Snapshot with
            {
                Pages = null,
                Mappings = [new Mapping(range, Access.Read | Access.Write, 0, default, 0, "", false)],
                Usage = [new MappingUsage { Rss = Bytes.FromMiB(mib), AnonHugePages = Bytes.FromMiB(huge) }],
            },
        };
    }

    static Case Heap(long mib, long used, string asked = "true") => Observed.Idle.On("java/heap/old", mib)
        .Figures(figures => figures with { Heap = new SpaceUse("heap", JvmPart.Heap, Bytes.FromMiB(800), Bytes.FromMiB(800), Bytes.FromMiB(used + 34)) })
        .Flag("UseTransparentHugePages", asked)
        .Jvm(jvm => jvm with { Heap = new AddressRange(new Address(Start), new Address(Start + (800L << 20))) })
        .With(snapshot =>
        {
            PageRuns.Builder pages = new();
            pages.Add(new PageRun(new Address(Start), (mib << 20) / Bytes.PageSize, PageKind.Present | PageKind.Huge));
            return snapshot with { Pages = pages.Build() };
        }).Case();
}
