using Fathom.Evidence;
using Fathom.Live.Tests.Accounting;
using Fathom.Sources;

namespace Fathom.Live.Tests.HotSpot;

/// <summary>A libjvm without .symtab, and one that is no longer what runs: owners stay as right as NMT.</summary>
[Collection("JDK 25")]
public sealed class ChangedLibraryTests
{
    [JdkTheory(25)]
    [InlineData(17)]
    [InlineData(25)]
    public void A_stripped_library_that_was_replaced_meanwhile_is_read_all_the_same(int feature)
    {
        using JdkCopy copy = new(Machine.FindJdk(feature)!);
        copy.Strip();
        using IdleJvm jvm = IdleJvm.Start(copy.Java, "-XX:NativeMemoryTracking=detail");
        IReadOnlyList<NmtJudge.Region> regions = NmtJudge.Parse(jvm.Ask("VM.native_memory detail scale=1").Value);
        Assert.NotEmpty(regions);
        using Stopped stopped = Signal.Stopping(jvm.Id);

        Check(jvm.Id, regions);

        copy.ReplaceBy(JdkCopy.LibraryOf(Machine.FindJdk(feature == 17 ? 25 : 17)!));

        Check(jvm.Id, regions);
    }

    static void Check(int pid, IReadOnlyList<NmtJudge.Region> regions)
    {
        Snapshot snapshot = LiveLook.At(pid, new LookOptions()).Value;
        NmtJudge.Verdict verdict = NmtJudge.Judge(snapshot, regions);

        Assert.Equal(0, verdict.Wrong.Value);
        Assert.InRange((double)verdict.Unexplained.Value / verdict.Counted.Value, 0, 0.005);
        Assert.Contains(snapshot.JvmState!.Threads, thread => thread.Name == "main");
    }
}
