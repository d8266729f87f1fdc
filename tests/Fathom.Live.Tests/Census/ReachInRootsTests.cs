using Fathom.Evidence.Census;

namespace Fathom.Live.Tests.Census;

/// <summary>What is lost and what is kept is told with older and newer mallocs, too.</summary>
[Collection("roots")]
public sealed class ReachInRootsTests
{
    const int Count = 1009;

    public static TheoryData<string, ReachKind> Ways => new()
    {
        { "lost", ReachKind.Lost },
        { "list", ReachKind.Lost },
        { "table", ReachKind.Native },
        { "tagged", ReachKind.Native },
        { "inside", ReachKind.Native },
        { "cachedlist", ReachKind.Native },
        { "tls", ReachKind.Native },
        { "keyed", ReachKind.Unknown },
    };

    [RootTheory("bullseye")]
    [MemberData(nameof(Ways))]
    public void On_glibc_2_31(string how, ReachKind kind) => Check("bullseye", how, kind);

    [RootTheory("trixie")]
    [MemberData(nameof(Ways))]
    public void On_glibc_2_41(string how, ReachKind kind) => Check("trixie", how, kind);

    [RootTheory("sid")]
    [MemberData(nameof(Ways))]
    public void On_the_newest_glibc(string how, ReachKind kind) => Check("sid", how, kind);

    static void Check(string suite, string how, ReachKind kind)
    {
        using CTarget target = CTarget.Another(CPrograms.With(Machine.Root(suite), "keeps"), how);
        long size = target.Number("blocks");

        ReachScan frozen = Reaching.Frozen(target.Pid, size);
        Assert.Null(frozen.Incomplete);
        Assert.Equal(Count, Reaching.Count(frozen, kind));
        Assert.Equal(kind == ReachKind.Lost ? Count : 0, Reaching.Count(frozen, ReachKind.Lost));
        if (kind != ReachKind.Lost)
            Assert.Equal(0, Reaching.Count(Reaching.Running(target.Pid, size), ReachKind.Lost));
    }
}
