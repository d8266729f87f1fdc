using System.Diagnostics;
using System.Globalization;
using Fathom.Evidence;
using Fathom.Live.Tests.Cli;
using Fathom.Sources.Memory;
using Fathom.Tests;

namespace Fathom.Live.Tests.Acts;

/// <summary>--freeze as a user calls it.</summary>
public sealed class KilledFreezeTests
{
    static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [RequiresFact("gcc")]
    public void The_target_goes_on_when_fathom_is_killed_while_it_holds_it()
    {
        using CTarget target = CTarget.OfAnother("raising");
        for (int i = 0; i < 3; i++)
        {
            using Process fathom = Fathom("arenas", Text(target.Pid), "--freeze=10s", "--yes");
            bool stood = SpinWait.SpinUntil(() => fathom.HasExited || Signal.ThreadStates(target.Pid).All(state => state == 't'), Long);
            fathom.Kill();
            fathom.WaitForExit();
            Assert.True(stood);
            AssertGoesOn(target, target.One("counts"));
        }
    }

    [RequiresFact("gcc")]
    public void A_stop_is_agreed_to_first_and_its_time_is_told()
    {
        using CTarget target = CTarget.OfAnother("raising");

        Answer.Of("arenas", Text(target.Pid), "--freeze").Ends(ExitCode.Usage, "act: --freeze of", "pause: at most 50 ms", "nobody has agreed");
        Answer answer = Answer.Of("arenas", Text(target.Pid), "--freeze=10s", "--yes", "--json");

        answer.Ends(ExitCode.Fine, "act: --freeze of");
        Assert.InRange(answer.Json.GetProperty("cost").GetProperty("target_stopped_ms").GetDouble(), 0.001, 10_000);
        Assert.Equal("clean", answer.Json.GetProperty("malloc").GetProperty("proof").GetString());
        AssertGoesOn(target, target.One("counts"));
    }

    [RequiresFact("gcc")]
    public void A_pid_behind_the_option_is_no_budget()
    {
        using CTarget target = new("wait");

        Answer.Of("arenas", "--freeze", Text(target.Pid), "--yes").Ends(ExitCode.Usage, "--freeze=50ms");
        Answer.Of("arenas", Text(target.Pid), "--freeze=11s", "--yes").Ends(ExitCode.Usage, "up to 10s");
    }

    static string Text(int pid) => pid.ToString(CultureInfo.InvariantCulture);

    static void AssertGoesOn(CTarget target, AddressRange counts)
    {
        byte[] then = Read(target, counts);
        Assert.True(SpinWait.SpinUntil(
            () => Read(target, counts).Chunk(16).Zip(then.Chunk(16)).All(each => !each.First.SequenceEqual(each.Second)), Long));
    }

    static byte[] Read(CTarget target, AddressRange range)
    {
        byte[] bytes = new byte[range.Length.Value];
        Assert.Equal(bytes.Length, new LiveMemory(target.Pid, new Pace()).Read(range.Start, bytes));
        return bytes;
    }

    static Process Fathom(params string[] arguments)
    {
        string[] command = Answer.Binary is { Length: > 0 } binary ? [binary] : ["dotnet", Path.Combine(AppContext.BaseDirectory, "fathom.dll")];
        return Process.Start(new ProcessStartInfo(command[0], [.. command.Skip(1), .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
    }
}
