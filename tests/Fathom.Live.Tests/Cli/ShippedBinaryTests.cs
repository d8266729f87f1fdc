using System.Text.Json;
using Fathom.Tests;

namespace Fathom.Live.Tests.Cli;

/// <summary>The shipped file where there is little: no libraries, no other process, hardly any memory.</summary>
[Collection("rights")]
public sealed class ShippedBinaryTests
{
    /// <summary>Starts $1 JVMs in a pid namespace and becomes fathom beside them. The fifo is held open by the shell.</summary>
    const string Beside = """
        count=$1 java=$2 classes=$3 main=$4 fathom=$5
        shift 5
        work=$(mktemp -d)
        trap 'rm -r "$work"' EXIT
        mkfifo "$work/in" "$work/out"
        exec 5<>"$work/in"
        for i in $(seq "$count"); do
          "$java" -Xmx32m -XX:+UseSerialGC -cp "$classes" "$main" <"$work/in" >"$work/out" 2>/dev/null 5>&- &
          read -r ready <"$work/out"
          [ "$ready" = ready ] || exit 99
        done
        "$fathom" "$@"
        """;

    [BinaryTheory]
    [OnJdk(17)]
    [OnJdk(25)]
    public void A_JVM_is_answered_and_balances(int feature)
    {
        using SmallJvm jvm = new(feature);
        using Stopped stopped = Signal.Stopping(jvm.Pid);

        Answer answer = Answer.OfBinary(jvm.Target, "--json");

        answer.Ends(0);
        Assert.Equal(0, answer.BalancedJson().GetProperty("ledger").GetProperty("balance_error_bytes").GetInt64());
        Assert.StartsWith(Machine.FindJdk(feature)!.JavaVersion,
            answer.Json.GetProperty("target").GetProperty("jvm").GetProperty("version").GetString(), StringComparison.Ordinal);
    }

    [BinaryFact("root", "unshare")]
    public void The_one_JVM_there_is_is_answered()
    {
        Answer answer = InNamespace(1, "--json");

        answer.Ends(0);
        Assert.Equal(JavaProgram.Main, answer.BalancedJson().GetProperty("target").GetProperty("main").GetString());
    }

    [BinaryFact("root", "unshare")]
    public void Several_JVMs_are_listed()
    {
        Answer answer = InNamespace(2, "--json");

        answer.Ends(0);
        Assert.Equal(2, answer.Json.GetProperty("ps").GetArrayLength());
    }

    [BinaryFact("root", "unshare")]
    public void No_JVM_is_3() => InNamespace(0).Ends(3, "JVM");

    [BinaryFact("root", "unshare")]
    public void As_the_only_process_it_answers_on_itself()
    {
        Answer answer = Answer.OfProgram("unshare", "--pid", "--fork", "--mount-proc", "--", Answer.Binary!, "1", "--json");

        answer.Ends(0);
        Assert.Equal(1, answer.BalancedJson().GetProperty("target").GetProperty("pid").GetInt32());
    }

    [BinaryFact("root", "unshare", "chroot")]
    public void An_empty_root_with_proc_is_enough()
    {
        using TemporaryFolder root = new();
        Directory.CreateDirectory(root.At("proc"));
        File.Copy(Answer.Binary!, root.At("fathom"));
        using SmallJvm jvm = new();

        Answer answer = Answer.OfProgram("unshare", "--mount", "--", "sh", "-c",
            "mount --rbind /proc \"$0/proc\" && exec chroot \"$0\" /fathom \"$1\" --json", root.Path, jvm.Target);

        answer.Ends(0);
        answer.BalancedJson();
    }

    /// <summary>As lxcfs does it.</summary>
    [BinaryFact("root", "unshare")]
    public void A_container_that_shows_its_own_uptime_has_a_JVM_of_another_age()
    {
        using TemporaryFolder folder = new();
        folder.Write("uptime", "0.01 0.01\n");
        using SmallJvm jvm = new();

        Answer answer = Answer.OfProgram("unshare", "--mount", "--", "sh", "-c",
            "mount --bind \"$0\" /proc/uptime && exec \"$1\" \"$2\" --json", folder.At("uptime"), Answer.Binary!, jvm.Target);

        answer.Ends(0);
        Assert.Equal(JsonValueKind.Number, answer.BalancedJson().GetProperty("target").GetProperty("uptime_s").ValueKind);
    }

    [MemoryCgroupFact]
    public void A_small_container_is_enough()
    {
        using SmallJvm jvm = new();

        Answer answer = WithLimit(64 << 20, jvm.Target, "--json");

        answer.Ends(0);
        answer.BalancedJson();
    }

    [MemoryCgroupFact]
    public void Without_room_it_refuses_before_it_causes_the_kill()
    {
        using SmallJvm jvm = new();

        WithLimit(6 << 20, jvm.Target).Ends(6, "MiB");
    }

    static Answer InNamespace(int jvms, params string[] arguments) =>
        Answer.OfProgram("unshare", ["--pid", "--fork", "--mount-proc", "--kill-child", "--", "sh", "-c", Beside, "beside",
            $"{jvms}", Machine.FindJdk(17)!.Java, JavaProgram.Classes, JavaProgram.Main, Answer.Binary!, .. arguments]);

    static Answer WithLimit(long bytes, params string[] arguments)
    {
        using Cgroup memory = Cgroup.Memory(bytes);
        return Answer.OfProgram("sh", ["-c", "echo $$ >\"$0\" && exec \"$@\"", memory.Procs, Answer.Binary!, .. arguments]);
    }
}

[AttributeUsage(AttributeTargets.Method)]
sealed class BinaryTheoryAttribute : TheoryAttribute
{
    public BinaryTheoryAttribute() => Skip = new BinaryFactAttribute().Skip;
}

[AttributeUsage(AttributeTargets.Method)]
sealed class MemoryCgroupFactAttribute : FactAttribute
{
    public MemoryCgroupFactAttribute() => Skip = new BinaryFactAttribute().Skip ?? Cgroup.Missing("memory");
}
