using Fathom.Evidence;
using Fathom.Evidence.Container;
using Fathom.Findings;

namespace Fathom.Tests.Findings.Rules;

/// <summary>Figures of the lab's container scenarios (MiB), an idle JVM of 67 MiB in a container of 384.</summary>
static class Containers
{
    internal static Case Of(long anonymous = 58, long cache = 1, long dirty = 0, long shared = 0, long kernel = 1, long child = 0, long? limit = 384, bool sibling = false) =>
        Observed.Idle.With(snapshot => snapshot with
        {
            Container = new ContainerMemory
            {
                Usage = new CgroupUsage(1, "/lab", limit is { } most ? Bytes.FromMiB(most) : null, Bytes.FromMiB(anonymous + cache + shared + kernel + child), Bytes.FromMiB(cache - dirty)),
                Stat = new MemoryStat
                {
                    Anonymous = Bytes.FromMiB(anonymous + child),
                    File = Bytes.FromMiB(cache + shared),
                    Shared = Bytes.FromMiB(shared),
                    Dirty = Bytes.FromMiB(dirty),
                    InactiveFile = Bytes.FromMiB(cache),
                    Kernel = Bytes.FromMiB(kernel),
                },
                Processes =
                [
                    new ContainerProcess(4242, "java") { IsTarget = true, Anonymous = Bytes.FromMiB(anonymous), ParentPid = 1 },
                    .. child > 0 ? (ContainerProcess[])[new(4300, "chrome") { Anonymous = Bytes.FromMiB(child), ParentPid = sibling ? 1 : 4242 }] : [],
                ],
                ProcessesUnread = 0,
                Processors = 2,
            },
        }).Case();
}

sealed class PageCacheCases : IRuleCases
{
    public string Rule => "FTH001";

    public IEnumerable<Case> Fires => [Containers.Of(cache: 200, dirty: 200), Containers.Of(cache: 200)];

    public IEnumerable<Case> Silent => [Observed.Idle.Case(), Containers.Of(), Containers.Of(cache: 200, limit: null), Containers.Of(shared: 200)];
}

sealed class FilesInMemoryCases : IRuleCases
{
    public string Rule => "FTH002";

    public IEnumerable<Case> Fires => [Containers.Of(shared: 200)];

    public IEnumerable<Case> Silent => [Observed.Idle.Case(), Containers.Of(), Containers.Of(cache: 200), Containers.Of(shared: 200, limit: null)];
}

sealed class OtherProcessesCases : IRuleCases
{
    public string Rule => "FTH003";

    public IEnumerable<Case> Fires => [Containers.Of(child: 211), Containers.Of(child: 211, sibling: true)];

    public IEnumerable<Case> Silent => [Observed.Idle.Case(), Containers.Of(), Containers.Of(child: 2), Containers.Of(child: 211, limit: null)];
}

sealed class KernelMemoryCases : IRuleCases
{
    public string Rule => "FTH004";

    public IEnumerable<Case> Fires => [Containers.Of(kernel: 27), Containers.Of(kernel: 77)];

    public IEnumerable<Case> Silent => [Observed.Idle.Case(), Containers.Of(), Containers.Of(cache: 200), Containers.Of(kernel: 77, limit: null)];
}

public class ContainerSeverityTests
{
    [Fact]
    public void Clean_cache_and_siblings_are_no_fault()
    {
        Assert.False(Verdict.Of(Containers.Of(cache: 250)).HasFault);
        Assert.False(Verdict.Of(Containers.Of(child: 211, sibling: true)).HasFault);
        Assert.True(Verdict.Of(Containers.Of(cache: 250, dirty: 211)).HasFault);
        Assert.True(Verdict.Of(Containers.Of(child: 211)).HasFault);
    }
}
