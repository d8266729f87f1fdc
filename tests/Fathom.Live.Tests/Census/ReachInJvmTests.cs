using Fathom.Evidence.Census;

namespace Fathom.Live.Tests.Census;

/// <summary>The same library in a JVM: among thousands of the JVM's own blocks its own are told, and the JVM loses none.</summary>
public sealed class ReachInJvmTests
{
    const int Count = 1009;

    [JdkTheory(17, 25)]
    [InlineData(17, "lost")]
    [InlineData(25, "lost")]
    [InlineData(25, "list")]
    [InlineData(25, "circle")]
    public void What_a_native_library_lost_is_lost(int feature, string how)
    {
        using CTarget target = Start(feature, how);

        ReachScan scan = Reaching.Frozen(target.Pid, Size(target));

        Assert.Null(scan.Incomplete);
        AssertNearlyAll(Reaching.Count(scan, ReachKind.Lost));
    }

    [JdkTheory(17, 25)]
    [InlineData(17, "table", ReachKind.Native)]
    [InlineData(25, "table", ReachKind.Native)]
    [InlineData(17, "tagged", ReachKind.Native)]
    [InlineData(25, "tagged", ReachKind.Native)]
    [InlineData(17, "inside", ReachKind.Native)]
    [InlineData(17, "cachedlist", ReachKind.Native)]
    [InlineData(25, "stack", ReachKind.Native)]
    [InlineData(17, "tls", ReachKind.Native)]
    [InlineData(25, "page", ReachKind.Native)]
    [InlineData(17, "epoll", ReachKind.Native)]
    [InlineData(17, "keyed", ReachKind.Unknown)]
    [InlineData(25, "keyed", ReachKind.Unknown)]
    [InlineData(25, "mangled", ReachKind.Unknown)]
    [InlineData(17, "offsets", ReachKind.Unknown)]
    public void What_a_native_library_keeps_is_not(int feature, string how, ReachKind kind)
    {
        using CTarget target = Start(feature, how);
        foreach (bool frozen in new[] { true, false })
        {
            ReachScan scan = frozen ? Reaching.Frozen(target.Pid, Size(target)) : Reaching.Running(target.Pid, Size(target));

            Assert.Null(scan.Incomplete);
            Assert.Equal(0, Reaching.Count(scan, ReachKind.Lost));
            AssertNearlyAll(Reaching.Count(scan, kind));
        }
    }

    [JdkFact(17)]
    public void What_only_a_register_holds_is_kept()
    {
        using CTarget target = Start(17, "register");

        Assert.Equal(Count, Reaching.Count(Reaching.Frozen(target.Pid, Size(target)), ReachKind.Native));
    }

    [JdkTheory(17, 25)]
    [InlineData(17, "lost")]
    [InlineData(25, "lost")]
    public void While_it_runs_three_looks_tell_it_too(int feature, string how)
    {
        using CTarget target = Start(feature, how);

        ReachScan scan = Reaching.Running(target.Pid, Size(target));

        Assert.Equal((3, null), (scan.Looks, scan.Incomplete));
        AssertNearlyAll(Reaching.Count(scan, ReachKind.Lost));
        Assert.Equal(0, Reaching.Count(scan, ReachKind.Lost, Reaching.All));
    }

    /// <summary>The launcher forgets two options, a compiler thread one list: some hundred bytes, and they are lost.</summary>
    [JdkTheory(17, 25)]
    [InlineData(17, "-XX:+UseG1GC")]
    [InlineData(17, "-XX:+UseZGC")]
    [InlineData(17, "-XX:NativeMemoryTracking=detail")]
    [InlineData(25, "-XX:+UseSerialGC")]
    [InlineData(25, "-XX:+UseZGC")]
    [InlineData(25, "-XX:+UseCompactObjectHeaders")]
    public void The_jvm_itself_loses_next_to_nothing(int feature, string flag)
    {
        using CTarget target = CTarget.Another(Machine.FindJdk(feature)!.Java, "-Xmx64m", flag, "-cp", JavaProgram.Classes, JavaProgram.Main);

        ReachScan scan = Reaching.Frozen(target.Pid, 1 << 20);

        Assert.Null(scan.Incomplete);
        Assert.InRange(Reaching.Rows(scan, Reaching.All).Where(row => row.Kind == ReachKind.Lost).Sum(row => row.Total.Bytes.Value), 0, 2048);
    }

    /// <summary>In a frame of a JVM's stack a byte or two may be written over an old address, which then points into another block.</summary>
    static void AssertNearlyAll(long found) => Assert.InRange(found, Count - (Count / 100), Count);

    static CTarget Start(int feature, string how) => CTarget.Another(Machine.FindJdk(feature)!.Java,
        "-Xmx64m", "-agentpath:" + CPrograms.Library("keeps") + "=" + how, "-cp", JavaProgram.Classes, JavaProgram.Main);

    static long Size(CTarget target) => target.Number("blocks");
}
