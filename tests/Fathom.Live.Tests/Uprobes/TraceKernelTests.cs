using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Fathom.Live.Tests.Cli;
using Fathom.Live.Tests.Probe;
using Fathom.Tests;

namespace Fathom.Live.Tests.Uprobes;

/// <summary>`fathom trace --engine kernel` as a user calls it.</summary>
public class TraceKernelTests
{
    [KernelFact("gcc")]
    public void Without_a_yes_nothing_is_changed()
    {
        using CTarget target = new("takes");
        byte[] before = KernelSessionTests.Code(target);

        Answer.Of("trace", Number(target), "--engine", "kernel", "--for", "1s").Ends(2, "--yes", "about 1 µs");

        Assert.Equal(before, KernelSessionTests.Code(target));
    }

    [KernelFact("gcc")]
    public void Any_process_is_a_target()
    {
        using CTarget target = new("takes");

        Answer answer = Answer.Of("trace", Number(target), "--engine", "kernel", "--for", "1s", "--yes", "--json");

        Assert.True(answer.ExitCode == 0, answer.Talk);
        JsonElement trace = answer.Json.GetProperty("trace");
        Assert.Equal("kernel", trace.GetProperty("engine").GetString());
        Assert.True(trace.GetProperty("calls_led").GetInt64() > 6);
        Assert.True(trace.GetProperty("target_lives").GetBoolean());
        target.GoOn();
    }

    [KernelFact("gcc")]
    public void A_static_program_without_symbols_is_refused()
    {
        using CTarget target = CTarget.At(CPrograms.Linked("takes", "takes-bare", "-static", "-s"));

        Answer.Of("trace", Number(target), "--engine", "kernel", "--for", "1s", "--yes").Ends(5, "malloc and free");
    }

    [KernelFact("gcc", KernelRights.Binary)]
    public void One_that_is_killed_leaves_the_code_as_it_was()
    {
        using CTarget target = new("takes");
        byte[] before = KernelSessionTests.Code(target);
        using Process killed = Process.Start(new ProcessStartInfo(Answer.Binary!, ["trace", Number(target), "--engine", "kernel", "--for", "5m", "--yes"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        })!;
        Assert.True(SpinWait.SpinUntil(() => !before.SequenceEqual(KernelSessionTests.Code(target)), TimeSpan.FromSeconds(30)));
        Outside.Run("kill", "-KILL", killed.Id.ToString(CultureInfo.InvariantCulture));
        killed.WaitForExit();

        // The kernel closes what a process had open when it has ended, and not before.
        Assert.True(SpinWait.SpinUntil(() => before.SequenceEqual(KernelSessionTests.Code(target)), TimeSpan.FromSeconds(30)));
        target.GoOn();
    }

    /// <summary>fathom and the JVM in a space of pids of their own: the kernel's programs, by themselves, know the machine's numbers only.</summary>
    [KernelFact("JDK 25", KernelRights.Binary)]
    public void In_a_space_of_pids_of_its_own()
    {
        using LeakingJvm jvm = LeakingJvm.Within(25, "", ownPids: true);
        using Process fathom = Process.Start(new ProcessStartInfo("nsenter",
            ["--target", jvm.Target, "--pid", "--mount", "--", Answer.Binary!, "trace", "1", "--engine", "kernel", "--for", "5s", "--yes", "--json"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> json = fathom.StandardOutput.ReadToEndAsync(), talk = fathom.StandardError.ReadToEndAsync();
        // nsenter has it for a child; what it holds of the kernel's is there when it looks on.
        Assert.True(SpinWait.SpinUntil(() => fathom.HasExited || ChildOf(fathom.Id) is { } child && IsWatching(child), TimeSpan.FromSeconds(60)));
        // Each by a thread of its own, all of one name, which stay.
        for (int i = 0; i < 300 && !fathom.HasExited; i++)
            jvm.Tell("daemon 20 104729");
        fathom.WaitForExit();

        Assert.True(fathom.ExitCode == 0, talk.Result);
        using JsonDocument answer = JsonDocument.Parse(json.Result);
        Assert.Equal("a-daemon-with-a-name-of-many-words", answer.RootElement.GetProperty("trace").GetProperty("live")[0].GetProperty("thread").GetString());
    }

    static int? ChildOf(int pid) =>
        int.TryParse(File.ReadAllText($"/proc/{pid}/task/{pid}/children").Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int child) ? child : null;

    static bool IsWatching(int pid) =>
        Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd").Any(file => new FileInfo(file).LinkTarget?.Contains("perf_event", StringComparison.Ordinal) == true);

    static string Number(CTarget target) => target.Pid.ToString(CultureInfo.InvariantCulture);
}
