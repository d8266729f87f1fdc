using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Fathom.Live.Tests.Cli;
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

    static string Number(CTarget target) => target.Pid.ToString(CultureInfo.InvariantCulture);
}
