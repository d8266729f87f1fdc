using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Lab;
using Fathom.Lab.Running;
using Fathom.Sources;
using Fathom.Views.Text;

namespace Fathom.Live.Tests.Accounting;

/// <summary>The ledger of a stopped JVM is the kernel's to the byte, whatever the JVM does with its memory.</summary>
static class JvmBalance
{
    /// <summary>What a flag changes: kinds of mappings, merging, sharing, huge pages, the archive.</summary>
    public static TheoryData<string> Flags =>
    [
        "-XX:+UseSerialGC", "-XX:+UseParallelGC", "-XX:+UseG1GC", "-XX:+UseZGC", "-XX:+UseShenandoahGC",
        "-XX:-UseCompressedOops", "-Xshare:off", "-XX:+AlwaysPreTouch", "-XX:+UseTransparentHugePages",
    ];

    internal static void Check(int feature, string flags)
    {
        Scenario scenario = Scenarios.Named("direct-kept").Value;
        RunRequest request = RunRequest.Small(scenario) with { Count = 7, ExtraFlags = ["-Xmx96m", flags] };
        using ScenarioRun run = ScenarioRun.Start(request, Machine.FindJdk(feature)!).Value;
        Assert.True(run.Next().Ok);
        CheckRunning(run.Pid);
        Assert.True(run.Next().Ok);

        Snapshot snapshot = Balance.CheckStopped(run.Pid);

        Assert.Empty(snapshot.Gaps);
        Assert.Equal(Machine.FindJdk(feature)!.JavaVersion, snapshot.Target.Jvm!.Version!.Split('+')[0]);
    }

    /// <summary>A JVM that waits for its next work is ordinary soon: its compilers still are at what the start left them.</summary>
    static void CheckRunning(int pid)
    {
        const int mostLooks = 10;
        double drift = 1;
        for (int looks = 0; looks < mostLooks && drift >= 0.02; looks++)
            drift = Drift(pid);
        Assert.InRange(drift, 0, 0.02);
    }

    static double Drift(int pid)
    {
        Snapshot snapshot = LiveLook.At(pid, new LookOptions()).Value;
        Ledger ledger = Ledger.Of(snapshot);

        using StringWriter text = new();
        LedgerView.Write(snapshot, ledger, 80, 10, text);

        Assert.Contains(ledger.BalanceError == Bytes.Zero ? "Balances to the kernel's RSS" : "Drift while we looked", text.ToString(), StringComparison.Ordinal);
        return Math.Abs((double)ledger.BalanceError!.Value.Value) / ledger.Resident!.Value.Value;
    }
}

[Collection("JDK 17")]
public sealed class Jvm17BalanceTests
{
    public static TheoryData<string> Flags => JvmBalance.Flags;

    [JdkTheory(17)]
    [MemberData(nameof(Flags))]
    public void A_stopped_JVM_balances(string flags) => JvmBalance.Check(17, flags);
}

[Collection("JDK 25")]
public sealed class Jvm25BalanceTests
{
    public static TheoryData<string> Flags => JvmBalance.Flags;

    [JdkTheory(25)]
    [MemberData(nameof(Flags))]
    public void A_stopped_JVM_balances(string flags) => JvmBalance.Check(25, flags);
}
