using System.Globalization;
using Fathom.Lab.Jdks;
using Fathom.Lab.Running;
using Fathom.Live.Tests.Accounting;
using Fathom.Sources;
using Fathom.Tests;

namespace Fathom.Live.Tests.HotSpot;

/// <summary>The ledger is right, not only balanced: NMT must agree with every owner, and little may be without one.</summary>
static class Owners
{
    const double MostUnexplained = 0.005;
    const double MostWrong = 0.001;

    public static TheoryData<string> Flags =>
    [
        "-XX:+UseSerialGC", "-XX:+UseParallelGC", "-XX:+UseG1GC", "-XX:+UseZGC", "-XX:+UseShenandoahGC",
        "-XX:-UseCompressedOops", "-Xshare:off",
    ];

    internal static void Check(int feature, string flags)
    {
        Jdk jdk = Machine.FindJdk(feature)!;
        RunRequest request = RunRequest.Small(Fathom.Lab.Scenarios.Named("direct-kept").Value) with
        {
            ExtraFlags = ["-Xms64m", "-Xmx128m", "-XX:NativeMemoryTracking=detail", flags],
        };
        using ScenarioRun run = ScenarioRun.Start(request, jdk).Value;
        Assert.True(run.Next().Ok);
        Assert.True(run.Next().Ok);
        IReadOnlyList<NmtJudge.Region> regions = NmtJudge.Parse(Outside.Run(Path.Combine(jdk.Home, "bin", "jcmd"),
            run.Pid.ToString(CultureInfo.InvariantCulture), "VM.native_memory", "detail", "scale=1"));
        Assert.NotEmpty(regions);

        using Stopped stopped = Signal.Stopping(run.Pid);
        NmtJudge.Verdict verdict = NmtJudge.Judge(LiveLook.At(run.Pid, new LookOptions()).Value, regions);

        Assert.True(verdict.Wrong.Value <= MostWrong * verdict.Counted.Value, string.Join('\n', verdict.Faults));
        Assert.InRange((double)verdict.Unexplained.Value / verdict.Counted.Value, 0, MostUnexplained);
    }
}

[Collection("JDK 17")]
public sealed class Jvm17OwnerTests
{
    public static TheoryData<string> Flags => Owners.Flags;

    [JdkTheory(17)]
    [MemberData(nameof(Flags))]
    public void NMT_agrees_with_the_owners(string flags) => Owners.Check(17, flags);
}

[Collection("JDK 25")]
public sealed class Jvm25OwnerTests
{
    public static TheoryData<string> Flags => Owners.Flags;

    [JdkTheory(25)]
    [MemberData(nameof(Flags))]
    public void NMT_agrees_with_the_owners(string flags) => Owners.Check(25, flags);
}
