using System.Globalization;
using System.Text.Json;
using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Live.Tests.Accounting;
using Fathom.Live.Tests.HotSpot;
using Fathom.Sources;

namespace Fathom.Live.Tests.Cli;

/// <summary>A JVM whose malloc keeps most of what was freed: what is said of it, and what a trim returns.</summary>
public sealed class TrimNowTests
{
    [JdkFact(17)]
    public void On_JDK_17_a_trim_returns_what_was_predicted() => Check(17);

    [JdkFact(25)]
    public void On_JDK_25_a_trim_returns_what_was_predicted() => Check(25);

    [JdkFact(17)]
    public void Who_cannot_be_asked_is_told_so_and_nothing_is_done()
    {
        using CTarget target = new("wait");
        Answer.Of("trim", target.Pid.ToString(CultureInfo.InvariantCulture), "--now", "--yes")
            .Ends(ExitCode.CannotTell, "only a running HotSpot JVM");
    }

    [RootFact("sid")]
    public void JDK_8_has_no_such_command_and_a_trim_returns_what_was_predicted_all_the_same()
    {
        using IdleJvm jvm = IdleJvm.StartFragmenting(Machine.Root("sid"));
        string target = jvm.Id.ToString(CultureInfo.InvariantCulture);
        Answer.Of("trim", target, "--now").Ends(ExitCode.Usage, "act: malloc_trim", "nobody has agreed");

        Answer answer = Answer.Of("trim", target, "--now", "--yes", "--json");

        answer.Ends(ExitCode.Fine);
        JsonElement done = answer.Json.GetProperty("trim").GetProperty("done");
        Assert.Equal(JsonValueKind.Null, done.GetProperty("jvm_says_bytes").ValueKind);
        CheckDone(answer);
        // Once more, with the library there: it finds nothing to do, and does no harm.
        Answer.Of("trim", target, "--now", "--yes").Ends(ExitCode.Fine);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(jvm.InTmp(""))!, ".fathom-probe*"));
    }

    [RootFact("sid")]
    public void On_JDK_8_malloc_is_told_and_its_threads_are_named()
    {
        using IdleJvm jvm = IdleJvm.Start(Machine.Root("sid"), []);
        Answer arenas = Answer.Of("arenas", jvm.Id.ToString(CultureInfo.InvariantCulture), "--json");

        arenas.Ends(ExitCode.Fine);
        Assert.Equal("clean", arenas.Json.GetProperty("malloc").GetProperty("proof").GetString());
        Assert.Contains(arenas.Json.GetProperty("arenas").EnumerateArray().SelectMany(arena => arena.GetProperty("thread_names").EnumerateArray()),
            name => name.GetString() == "Finalizer");
    }

    [JdkFact(17)]
    public void Who_dies_meanwhile_is_told_to_have_ended()
    {
        SmallJvm jvm = new();
        string target = jvm.Target;
        jvm.Dispose();

        Answer.Of("trim", target, "--now", "--yes").Ends(ExitCode.NoTarget);
        Answer.Of("arenas", target, "--freeze", "--yes").Ends(ExitCode.NoTarget);
    }

    static void Check(int feature)
    {
        using SmallJvm jvm = new(feature, program: ["-cp", JavaProgram.Classes, "fathomtest.Fragments", "6", "9000", "64"]);
        CheckLedger(jvm.Pid);
        Answer.Of("trim", jvm.Target, "--now").Ends(ExitCode.Usage, "act: System.trim_native_heap", "nobody has agreed");

        Answer answer = Answer.Of("trim", jvm.Target, "--now", "--yes", "--json");

        answer.Ends(ExitCode.Fine);
        long predicted = CheckDone(answer);
        // What the JVM counts around the call has the rest of it in it: the answer's own buffers, a compiler's.
        Assert.InRange(answer.Json.GetProperty("trim").GetProperty("done").GetProperty("jvm_says_bytes").GetInt64(), predicted * 0.97, predicted * 1.03);
    }

    static long CheckDone(Answer answer)
    {
        JsonElement trim = answer.Json.GetProperty("trim"), done = trim.GetProperty("done");
        long predicted = Bytes("predicted_bytes"), returned = Bytes("returned_bytes");
        Assert.InRange(predicted, 20L << 20, 60L << 20);
        Assert.Equal(trim.GetProperty("returned_bytes").GetInt64(), predicted);
        Assert.InRange(returned, predicted * 0.99, predicted * 1.01);
        Assert.InRange(Bytes("rss_before_bytes") - Bytes("rss_after_bytes"), predicted * 0.9, predicted * 1.1);
        Assert.InRange(Bytes("returned_by_another_bytes"), 0, predicted * 0.01);
        return predicted;

        long Bytes(string name) => done.GetProperty(name).GetInt64();
    }

    /// <summary>Split or not, the ledger is of the same pages.</summary>
    static void CheckLedger(int pid)
    {
        using Stopped stopped = Signal.Stopping(pid);
        Ledger whole = Ledger.Of(LiveLook.At(pid, new LookOptions()).Value);
        Snapshot walked = LiveLook.At(pid, new LookOptions { Arenas = true }).Value;
        Ledger split = Ledger.Of(walked);

        Assert.Empty(walked.Gaps);
        Assert.Equal(0, split.BalanceError?.Value);
        Assert.Equal(whole.Counted, split.Counted);
        Assert.Equal(Malloc(whole), Malloc(split));
        Assert.DoesNotContain(split.Lines, line => line.Account == Accounts.MallocUnsplit);
        Assert.Equal(Of(split, Accounts.MallocInUse), walked.MallocState!.Resident.InUse.Value);
        Assert.Equal(Of(split, Accounts.MallocTrimmable), walked.MallocState.Resident.Trimmable.Value);
        Assert.True(Of(split, Accounts.MallocTrimmable) > Of(split, Accounts.MallocInUse));
        Assert.Equal(Kernel.Status(pid, "VmRSS"), split.Counted.Resident.Value);
    }

    static long Malloc(Ledger ledger) =>
        ledger.Lines.Where(line => line.Account.StartsWith("malloc/", StringComparison.Ordinal)).Sum(line => line.Amounts.Resident.Value);

    static long Of(Ledger ledger, string account) => ledger.Lines.Single(line => line.Account == account).Amounts.Resident.Value;
}
