using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Fathom.Evidence;
using Fathom.Tests;

namespace Fathom.Live.Tests.Cli;

/// <summary>A target may end at any moment of a look: what comes out is an answer or "gone", never a bug.</summary>
[Collection("C programs")]
public sealed class DyingTargetTests
{
    const int Times = 200;

    [RequiresFact("gcc")]
    public void Processes_that_are_killed_at_any_moment_are_answered_or_gone()
    {
        Random random = new(2024);
        Dictionary<int, int> ends = [];
        for (int i = 0; i < Times; i++)
        {
            using CTarget target = new("many", "300");
            // From at once to after the look, most of them early.
            int turns = (int)Math.Pow(random.Next(0, 250), 2);
            string verb = (i % 3) switch { 0 => "doctor", 1 => "ledger", _ => "map" };
            Thread killer = new(() => Kill(target.Pid, turns));
            killer.Start();
            Count(ends, Answer.Of(verb, target.Pid.ToString(CultureInfo.InvariantCulture), i % 2 == 0 ? "--json" : "--raw"));
            killer.Join();
        }
        Assert.True(ends.Count > 1, "all looks ended alike: " + string.Join(' ', ends));
    }

    [JdkFact(17)]
    public void JVMs_that_are_killed_at_any_moment_are_answered_or_gone()
    {
        Random random = new(2025);
        Dictionary<int, int> ends = [];
        for (int i = 0; i < 12; i++)
        {
            using SmallJvm jvm = new();
            int turns = random.Next(0, 30_000);
            Thread killer = new(() => Kill(jvm.Pid, turns));
            killer.Start();
            Count(ends, i % 4 == 3 ? Answer.Of("ps", "--json") : Answer.Of(jvm.Target, "--json", "--pss"));
            killer.Join();
        }
    }

    [RequiresFact("/bin/true")]
    public void Processes_that_live_a_moment_are_answered_or_gone()
    {
        Dictionary<int, int> ends = [];
        for (int i = 0; i < Times; i++)
        {
            using Process brief = Process.Start("/bin/true");
            Count(ends, Answer.Of(brief.Id.ToString(CultureInfo.InvariantCulture)));
            brief.WaitForExit();
        }
    }

    static void Kill(int pid, int turns)
    {
        for (int i = 0; i < turns; i++)
            Thread.SpinWait(20);
        Signal.Send(pid, Signal.Kill);
    }

    static void Count(Dictionary<int, int> ends, Answer answer)
    {
        ends[answer.ExitCode] = ends.GetValueOrDefault(answer.ExitCode) + 1;
        Assert.True(answer.ExitCode is ExitCode.Fine or ExitCode.NoTarget, $"exit {answer.ExitCode}: {answer.Talk} {answer.Text}");
        // What is said to be whole is whole.
        if (answer.ExitCode == ExitCode.Fine && answer.Text.StartsWith('{') && answer.Json.TryGetProperty("ledger", out JsonElement ledger))
            Assert.InRange(ledger.GetProperty("balance_error_bytes").GetInt64(), -4 << 20, 4 << 20);
    }
}
