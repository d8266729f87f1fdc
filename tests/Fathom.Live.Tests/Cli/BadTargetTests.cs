using System.Globalization;
using System.Text.Json;
using Fathom.Live.Tests.Accounting;
using Fathom.Tests;

namespace Fathom.Live.Tests.Cli;

/// <summary>Targets that are not there, not JVMs, or stand still.</summary>
[Collection("C programs")]
public sealed class BadTargetTests
{
    [Fact]
    public void No_such_process_is_3()
    {
        Answer.OfBoth("4194305").Ends(3, "there is no process 4194305");
        Answer.OfBoth("99999999999999999999").Ends(3, "there is no process");
    }

    [KernelThreadFact]
    public void A_thread_of_the_kernel_is_3() => Answer.OfBoth("2").Ends(3, "is a thread of the kernel");

    [RequiresFact("gcc")]
    public void A_zombie_is_3()
    {
        using CTarget target = new("zombie");
        int child = (int)target.One("child").Start.Value;
        Signal.WaitFor(child, 'Z');

        Answer.OfBoth(Text(child)).Ends(3, "has ended", Text(target.Pid));
    }

    [RequiresFact("gcc")]
    public void A_program_that_is_no_JVM_is_answered_with_a_gap()
    {
        using CTarget target = new("wait");

        Answer answer = Answer.OfBoth(Text(target.Pid), "--json");

        answer.Ends(0);
        Assert.Contains(answer.BalancedJson().GetProperty("gaps").EnumerateArray(), gap => gap.GetProperty("id").GetString() == "not-a-jvm");
        Assert.Equal(JsonValueKind.Null, answer.Json.GetProperty("target").GetProperty("jvm").ValueKind);
    }

    [RequiresFact("gcc")]
    public void A_stopped_target_is_answered()
    {
        using CTarget target = new("wait");
        using Stopped stopped = Signal.Stopping(target.Pid);

        Answer answer = Answer.OfBoth(Text(target.Pid), "--json");

        answer.Ends(0);
        Assert.Equal(0, answer.BalancedJson().GetProperty("ledger").GetProperty("balance_error_bytes").GetInt64());
    }

    [FreezerFact("gcc")]
    public void A_frozen_target_is_answered()
    {
        using CTarget target = new("wait");
        using Cgroup frozen = Cgroup.Freezer();
        frozen.Take(target.Pid);
        frozen.Write("freezer.state", "FROZEN");
        Assert.True(SpinWait.SpinUntil(() => frozen.Read("freezer.state") == "FROZEN", TimeSpan.FromSeconds(10)));

        Answer answer = Answer.OfBoth(Text(target.Pid), "--json");

        frozen.Write("freezer.state", "THAWED");
        answer.Ends(0);
        Assert.Equal(0, answer.BalancedJson().GetProperty("ledger").GetProperty("balance_error_bytes").GetInt64());
    }

    [RequiresFact("gcc")]
    public void Twenty_thousand_mappings_are_all_in_the_map()
    {
        using CTarget target = new("many", "20000");
        int lines = Kernel.Smaps(target.Pid).Count;

        Answer json = Answer.OfBoth("map", Text(target.Pid), "--json");
        Answer text = Answer.Of("map", Text(target.Pid), "-q");

        Assert.Equal(lines, json.Json.GetProperty("map").GetArrayLength());
        Assert.InRange(text.Text.Split('\n').Length, lines, lines + 8);
        Answer.Of(Text(target.Pid), "--json").BalancedJson();
    }

    static string Text(int pid) => pid.ToString(CultureInfo.InvariantCulture);
}

[AttributeUsage(AttributeTargets.Method)]
sealed class KernelThreadFactAttribute : FactAttribute
{
    public KernelThreadFactAttribute()
    {
        if (!File.Exists("/proc/2/comm") || File.ReadAllText("/proc/2/comm").Trim() != "kthreadd")
            Skip = "process 2 is no kernel thread here (a pid namespace)";
    }
}
