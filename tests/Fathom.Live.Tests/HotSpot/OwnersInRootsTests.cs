using Fathom.Evidence;
using Fathom.Lab.Roots;
using Fathom.Lab.Running;
using Fathom.Live.Tests.Accounting;
using Fathom.Sources;
using Fathom.Sources.HotSpot.Attach;

namespace Fathom.Live.Tests.HotSpot;

/// <summary>JDK 8, 11 and 21 in their own file systems: NMT agrees with the owners, and Java's own facts are read.</summary>
[Collection("roots")]
public sealed class OwnersInRootsTests
{
    const double MostUnexplained = 0.01;
    const double MostWrong = 0.001;

    // Debian's JDK 8 has no .symtab: metaspace is found by way of the class loaders.
    [RootTheory("sid")]
    [InlineData("-XX:+UseG1GC")]
    [InlineData("-XX:+UseConcMarkSweepGC")]
    public void JDK_8(string collector) => Check("sid", collector, "scale=KB");

    [RootFact("bullseye")]
    public void JDK_11() => Check("bullseye", "-XX:+UseParallelGC", "scale=1");

    [RootFact("trixie")]
    public void JDK_21() => Check("trixie", "-XX:+UseZGC", "scale=1");

    static void Check(string suite, string collector, string scale)
    {
        RootFs root = Machine.Root(suite);
        RunRequest request = RunRequest.Small(Fathom.Lab.Scenarios.Named("direct-kept").Value) with
        {
            ExtraFlags = ["-Xmx128m", "-XX:NativeMemoryTracking=detail", collector],
        };
        using ScenarioRun run = ScenarioRun.Start(request, root).Value;
        Assert.True(run.Next().Ok);
        (long count, Bytes _) = run.Next().Value.BufferPool("direct")!.Value;
        IReadOnlyList<NmtJudge.Region> regions = NmtJudge.Parse(Ask(run.Pid, "VM.native_memory", "detail", scale));
        Assert.NotEmpty(regions);

        using Stopped stopped = Signal.Stopping(run.Pid);
        Snapshot snapshot = LiveLook.At(run.Pid, new LookOptions()).Value;
        NmtJudge.Verdict verdict = NmtJudge.Judge(snapshot, regions);

        Assert.True(verdict.Wrong.Value <= MostWrong * verdict.Counted.Value, string.Join('\n', verdict.Faults));
        Assert.InRange((double)verdict.Unexplained.Value / verdict.Counted.Value, 0, MostUnexplained);
        Assert.Equal(count, snapshot.JvmState!.DirectBuffers?.Count);
        Assert.All(snapshot.JvmState.Threads, thread => Assert.NotNull(thread.Name));
        Assert.Superset(new HashSet<string> { "main", "Reference Handler", "Finalizer", "Signal Dispatcher" },
            snapshot.JvmState.Threads.Select(thread => thread.Name!).ToHashSet());
    }

    static string Ask(int pid, params string[] words)
    {
        using HotSpotAttach attach = HotSpotAttach.Open(Fathom.Sources.HotSpot.JvmProcess.Of(pid).Value, new AttachOptions()).Value;
        using AttachReply reply = attach.Ask(AttachRequest.Of(words).Value).Value;
        return System.Text.Encoding.UTF8.GetString(reply.ReadAll(Limits.AttachTextBytes).Value);
    }
}
