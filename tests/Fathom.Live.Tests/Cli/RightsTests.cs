using System.Text.Json;
using Fathom.Tests;

namespace Fathom.Live.Tests.Cli;

/// <summary>Who may look at whom, and what those who may not are told.</summary>
[Collection("rights")]
public sealed class RightsTests : IDisposable
{
    static readonly string[] Nobody = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--"];
    static readonly string[] RootWithoutTracing = ["setpriv", "--bounding-set=-sys_ptrace", "--"];
    // As in a container. Since 5.8 the right to profile opens what is only looked at (perfmon_capable).
    static readonly string[] RootOfContainer = ["setpriv", "--bounding-set=-sys_ptrace,-perfmon,-sys_admin", "--"];

    readonly TemporaryFolder _folder = new();
    readonly string _binary;

    public RightsTests()
    {
        // Where another user can run it: the source tree may lie in somebody's home.
        _binary = _folder.At("fathom");
        if (Answer.Binary is not null)
            File.Copy(Answer.Binary, _binary);
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0x1ED);
    }

    public void Dispose() => _folder.Dispose();

    [RootJvmFact]
    public void Root_looks_at_another_users_JVM()
    {
        using SmallJvm jvm = new(before: Nobody);

        Answer answer = Answer.OfBoth(jvm.Target, "--json");

        answer.Ends(0);
        answer.BalancedJson();
        JsonElement line = Assert.Single(Answer.Of("ps", "--json").Json.GetProperty("ps").EnumerateArray(),
            each => each.GetProperty("target").GetProperty("pid").GetInt32() == jvm.Pid);
        Assert.Equal(65534, line.GetProperty("uid").GetInt32());
    }

    [BinaryFact("root", "setpriv")]
    public void A_user_is_told_how_to_look_at_roots_JVM()
    {
        using SmallJvm jvm = new();

        As(Nobody, jvm.Target).Ends(4, "sudo", "EACCES");
    }

    [BinaryFact("root", "setpriv")]
    public void A_user_looks_at_his_own_JVM()
    {
        using SmallJvm jvm = new(before: Nobody);

        Answer answer = As(Nobody, jvm.Target, "--json");

        answer.Ends(0);
        answer.BalancedJson();
    }

    [BinaryFact("root", "setpriv")]
    public void Ps_lists_what_a_user_may_not_look_into()
    {
        using SmallJvm jvm = new();

        JsonElement root = As(Nobody, "ps", "--json").Json;

        JsonElement line = Assert.Single(root.GetProperty("ps").EnumerateArray(),
            each => each.GetProperty("target").GetProperty("pid").GetInt32() == jvm.Pid);
        Assert.Equal(jvm.Status("VmRSS"), line.GetProperty("rss_bytes").GetInt64());
        Assert.Contains(root.GetProperty("gaps").EnumerateArray(), gap =>
            gap.GetProperty("where").GetString() == $"/proc/{jvm.Pid}/maps" && gap.GetProperty("errno").GetString() == "EACCES");
    }

    [BinaryFact("root", "setpriv")]
    public void Root_without_the_right_to_trace_is_told_which_right()
    {
        using SmallJvm jvm = new(before: Nobody);

        As(RootOfContainer, jvm.Target).Ends(4, "root lacks CAP_SYS_PTRACE");
    }

    [BinaryFact("root", "setpriv")]
    public void Root_that_may_see_mappings_but_no_memory_gets_a_ledger_with_a_gap()
    {
        // An older kernel refuses all of it.
        using SmallJvm jvm = new(before: Nobody);

        Answer answer = As(RootWithoutTracing, jvm.Target, "--json");

        Assert.True(answer.ExitCode is 0 or 4, answer.Talk);
        if (answer.ExitCode == 0)
            Assert.Contains(answer.BalancedJson().GetProperty("gaps").EnumerateArray(), gap => gap.GetProperty("id").GetString() == "memory-unreadable");
    }

    Answer As(string[] who, params string[] arguments) => Answer.OfProgram(who[0], [.. who[1..], _binary, .. arguments]);
}

[AttributeUsage(AttributeTargets.Method)]
sealed class RootJvmFactAttribute : FactAttribute
{
    public RootJvmFactAttribute() =>
        Skip = Requires.Has("root") && Requires.Has("setpriv") ? Machine.NoJdk(17) : "needs root, setpriv";
}
