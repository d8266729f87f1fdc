using System.Diagnostics;
using System.Text.Json;
using Fathom.Live.Tests.Cli;
using Fathom.Sources.Probe;
using Fathom.Tests;

namespace Fathom.Live.Tests.Probe;

/// <summary>`fathom trace` as a user calls it.</summary>
public class TraceCommandTests
{
    [JdkFact(17)]
    public void Without_a_yes_nothing_is_loaded()
    {
        using LeakingJvm jvm = LeakingJvm.Start(17);

        Answer.Of("trace", jvm.Target, "--for", "1s").Ends(2, "--yes");

        Assert.Null(ProbeTable.Find(jvm.Id));
        Assert.DoesNotContain("fathom-probe", File.ReadAllText($"/proc/{jvm.Id}/maps"), StringComparison.Ordinal);
    }

    [JdkFact(25)]
    public void It_says_what_was_made_and_leaves_no_file()
    {
        using LeakingJvm jvm = LeakingJvm.Start(25);

        Answer answer = Answer.Of("trace", jvm.Target, "--for", "1s", "--yes", "--json");

        Assert.True(answer.ExitCode == 0, answer.Talk);
        JsonElement trace = answer.Json.GetProperty("trace");
        Assert.True(trace.GetProperty("calls_led").GetInt64() > 8);
        Assert.True(trace.GetProperty("target_lives").GetBoolean());
        Assert.Contains("warning of three lines", answer.Talk, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles("/tmp", $".fathom-probe-{jvm.Id}-*"));
        Assert.Null(ProbeTable.Find(jvm.Id));
        jvm.Tell("pass 1000 1009");
    }

    /// <summary>Each with its own way out.</summary>
    [JdkFact(17)]
    public void A_JVM_that_does_not_answer_says_why()
    {
        using (LeakingJvm closed = LeakingJvm.Start(17, "-XX:+DisableAttachMechanism"))
            Answer.Of("trace", closed.Target, "--for", "1s", "--yes").Ends(5, "without the flag");
        using LeakingJvm jvm = LeakingJvm.Start(17);
        using Stopped stopped = Signal.Stopping(jvm.Id);

        Answer.Of("trace", jvm.Target, "--for", "1s", "--yes").Ends(5, "kill -CONT");
    }

    [BinaryFact]
    public void One_that_is_killed_is_cleaned_up_by_the_next()
    {
        using LeakingJvm jvm = LeakingJvm.Start(17);
        using Process killed = Process.Start(new ProcessStartInfo(Answer.Binary!, ["trace", jvm.Target, "--for", "5m", "--yes"]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })!;
        Assert.True(SpinWait.SpinUntil(() => ProbeTable.Find(jvm.Id) is { Ok: true } found && found.Value.IsOn, TimeSpan.FromSeconds(30)));
        Outside.Run("kill", "-KILL", killed.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        killed.WaitForExit();
        Assert.NotNull(ProbeTable.Find(jvm.Id));
        jvm.Tell("pass 1000 104729");

        Answer next = Answer.OfBinary("trace", jvm.Target, "--for", "1s", "--yes");

        Assert.True(next.ExitCode == 0, next.Talk);
        Assert.Null(ProbeTable.Find(jvm.Id));
        jvm.Tell("pass 1000 104729");
    }

    // Where the tests run in the background of a shell, SIGINT is ignored, by their children too.
    [BinaryFact]
    public void Ctrl_C_ends_it_with_an_answer()
    {
        using LeakingJvm jvm = LeakingJvm.Start(17);
        using Process trace = Process.Start(new ProcessStartInfo("env", ["--default-signal=INT", Answer.Binary!, "trace", jvm.Target, "--for", "5m", "--yes"]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })!;
        Assert.True(SpinWait.SpinUntil(() => ProbeTable.Find(jvm.Id) is { Ok: true } found && found.Value.IsOn, TimeSpan.FromSeconds(30)));
        jvm.Tell("keep 2003 104729");

        Outside.Run("kill", "-INT", trace.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        string said = trace.StandardOutput.ReadToEnd();
        trace.WaitForExit();

        Assert.Equal(0, trace.ExitCode);
        Assert.Contains("fathomtest.Leaks.keepBlocks (Leaks.java:", said.ReplaceLineEndings(" ").Replace("           ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Null(ProbeTable.Find(jvm.Id));
    }

    [Fact]
    public void What_is_no_JVM_is_refused() => Answer.Of("trace", Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture), "--yes", "--for", "1s").Ends(3);

    [Fact]
    public void A_file_is_no_target() => Answer.Of("trace", "/etc/hostname", "--yes").Ends(2, "running process");
}
