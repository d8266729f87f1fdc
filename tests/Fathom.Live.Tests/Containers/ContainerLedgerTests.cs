using System.Globalization;
using System.Text.Json;
using Fathom.Live.Tests.Accounting;
using Fathom.Live.Tests.Cli;
using Fathom.Tests;

namespace Fathom.Live.Tests.Containers;

/// <summary>
/// A JVM in a memory cgroup of version 1 whose usage is of one kind. Judge is the kernel's own memory.usage_in_bytes, read by
/// the test. (Version 2's controller is nowhere at hand: Fathom.Tests has fixtures of the documented form.)
/// </summary>
[Collection("JDK 17")]
public sealed class ContainerLedgerTests : IDisposable
{
    const long MiB = 1024 * 1024;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [MemoryFact]
    public void A_child_process_has_an_account_of_its_own()
    {
        Look(["child", "-"], (jvm, container) =>
        {
            JsonElement child = container.GetProperty("processes").EnumerateArray()
                .Single(process => process.GetProperty("pid").GetInt32() != jvm.Pid);
            int pid = child.GetProperty("pid").GetInt32();
            Assert.Equal(("java", Kernel.Status(pid, "RssAnon")), (child.GetProperty("name").GetString(), child.GetProperty("anon_bytes").GetInt64()));
            Assert.InRange(On(container, Account(pid)), 200 * MiB, 280 * MiB);
            Assert.InRange(On(container, Account(jvm.Pid)), 20 * MiB, 150 * MiB);
            Assert.Equal(Kernel.Status(jvm.Pid, "RssAnon"), On(container, Account(jvm.Pid)));
        });
    }

    [MemoryFact]
    public void A_file_that_was_written_is_page_cache()
    {
        string file = _folder.At("written");
        Look(["file", file], (jvm, container) =>
        {
            Assert.InRange(On(container, "file/clean") + On(container, "file/dirty"), 200 * MiB, 210 * MiB);
            // Once it is on the disk, all of it can go.
            Outside.Run("sync", file);
            JsonElement later = Container(jvm);
            Assert.InRange(On(later, "file/dirty"), 0, 2 * MiB);
            Assert.InRange(Number(later, "reclaimable_bytes"), 200 * MiB, 210 * MiB);
            Cgroup.EmptyBatches();
            later = Container(jvm);
            Assert.InRange(Number(later, "working_set_bytes"), 1, Number(later, "usage_bytes") - (190 * MiB));
        });
    }

    [MemoryFact]
    public void A_file_in_tmpfs_is_shared_memory_that_cannot_go()
    {
        string file = "/dev/shm/fathom-" + Guid.NewGuid().ToString("n");
        try
        {
            Look(["file", file], (_, container) =>
            {
                Assert.InRange(On(container, "shmem"), 200 * MiB, 201 * MiB);
                Assert.InRange(Number(container, "reclaimable_bytes"), 0, 5 * MiB);
            });
        }
        finally
        {
            File.Delete(file);
        }
    }

    [MemoryFact]
    public void Pipes_that_are_full_are_kernel_memory() =>
        Look(["pipes", "-"], (_, container) => Assert.InRange(On(container, "kernel/unsplit"), 400 * 64 * 1024, 40 * MiB));

    /// <summary>A dentry has 192 bytes (struct dentry of a 64-bit kernel).</summary>
    [MemoryFact]
    public void Names_that_were_looked_for_in_vain_are_kernel_memory() =>
        Look(["names", _folder.At("missing")], (_, container) => Assert.InRange(On(container, "kernel/unsplit"), 400_000 * 192, 150 * MiB));

    [MemoryFact]
    public void The_limit_that_bites_is_the_one_of_the_cgroup_around_with_all_its_processes()
    {
        using Cgroup pod = Cgroup.Memory(400 * MiB);
        using Cgroup ours = Cgroup.Memory(pod);
        using Cgroup neighbours = Cgroup.Memory(pod);
        ours.Write("memory.limit_in_bytes", "2G");
        using SmallJvm jvm = Jvm(ours, "idle", "-");
        using SmallJvm neighbour = Jvm(neighbours, "touch", "-");

        JsonElement container = Container(jvm);

        Assert.Equal(400 * MiB, Number(container, "limit_bytes"));
        Near(pod, container);
        Assert.InRange(On(container, Account(neighbour.Pid)), 264 * MiB, 340 * MiB);
        Assert.Equal(Kernel.Status(jvm.Pid, "RssAnon"), On(container, Account(jvm.Pid)));
    }

    [MemoryFact]
    public void Its_sum_is_the_first_screens_second_line()
    {
        using Cgroup cgroup = Cgroup.Memory(400 * MiB);
        using SmallJvm jvm = Jvm(cgroup, "idle", "-");

        Answer answer = Answer.Of(jvm.Target);

        string line = answer.Text.Split('\n').Single(each => each.StartsWith("Container ", StringComparison.Ordinal) && each.Contains(" = this JVM ", StringComparison.Ordinal));
        long[] numbers = [.. line.Split(' ').Where(word => long.TryParse(word, CultureInfo.InvariantCulture, out _)).Select(word => long.Parse(word, CultureInfo.InvariantCulture))];
        Assert.Equal(numbers[0], numbers[1..].Sum());
    }

    /// <summary>Its pages were charged to the cgroup it came from.</summary>
    [MemoryFact]
    public void Who_came_in_late_is_not_put_on_the_others()
    {
        using Cgroup cgroup = Cgroup.Memory(800 * MiB);
        using Cgroup former = Cgroup.Memory(800 * MiB);
        using SmallJvm late = Jvm(former, "touch", "-");
        using SmallJvm jvm = Jvm(cgroup, "idle", "-");
        cgroup.Take(late.Pid);

        JsonElement container = Container(jvm);

        Near(cgroup, container);
        Assert.InRange(On(container, Account(late.Pid)), 0, 30 * MiB);
        Assert.InRange(On(container, Account(jvm.Pid)), 0, Kernel.Status(jvm.Pid, "RssAnon"));
    }

    [MemoryFact]
    public void Kills_and_meetings_of_the_limit_are_told()
    {
        using Cgroup cgroup = Cgroup.Memory(150 * MiB);
        using SmallJvm jvm = Jvm(cgroup, "idle", "-");
        // Larger than what is left: the kernel kills it, being the largest.
        Outside.Run("sh", "-c", "echo $$ >\"$0\" && (echo 1000 >/proc/self/oom_score_adj; exec head -c 400m /dev/zero | tail -c 400m >/dev/null) || true", cgroup.Procs);

        JsonElement container = Container(jvm);

        Assert.Contains("oom_kill " + Number(container, "oom_kills"), cgroup.Read("memory.oom_control"), StringComparison.Ordinal);
        Assert.InRange(Number(container, "oom_kills"), 1, 100);
        Assert.Equal(cgroup.Read("memory.failcnt"), Number(container, "limit_met").ToString(CultureInfo.InvariantCulture));
        Assert.Contains("killed for want of memory", Answer.Of(jvm.Target).Text, StringComparison.Ordinal);
    }

    static void Look(string[] arguments, Action<SmallJvm, JsonElement> judge)
    {
        using Cgroup cgroup = Cgroup.Memory(800 * MiB);
        using SmallJvm jvm = Jvm(cgroup, arguments);
        JsonElement container = Container(jvm);
        Near(cgroup, container);
        judge(jvm, container);
    }

    /// <summary>The accounts alone, without what is not told.</summary>
    static void Near(Cgroup cgroup, JsonElement container)
    {
        long usage = long.Parse(cgroup.Read("memory.usage_in_bytes"), CultureInfo.InvariantCulture);
        long sum = container.GetProperty("accounts").EnumerateArray().Sum(account => account.GetProperty("bytes").GetInt64());
        Assert.True(Math.Abs(usage - sum) <= usage / 100, $"usage {usage}, sum {sum}: {container}");
        Assert.Equal(Number(container, "usage_bytes"), sum + Number(container, "remainder_bytes"));
    }

    /// <summary>As large as JVMs are: of 40 MB one in a hundred is less than what two processors charge ahead.</summary>
    static SmallJvm Jvm(Cgroup cgroup, params string[] arguments) => new(before: cgroup.Enter,
        flags: ["-Xmx64m", "-Xms64m", "-XX:+AlwaysPreTouch", "-XX:MaxDirectMemorySize=256m"],
        program: ["-cp", JavaProgram.Classes, JavaProgram.Contained, .. arguments]);

    static JsonElement Container(SmallJvm jvm)
    {
        Answer answer = Answer.Of("ledger", jvm.Target, "--json");
        answer.Ends(0);
        return answer.BalancedJson().GetProperty("container");
    }

    static string Account(int pid) => "anon/" + pid.ToString(CultureInfo.InvariantCulture);

    static long Number(JsonElement container, string name) => container.GetProperty(name).GetInt64();

    static long On(JsonElement container, string account) => container.GetProperty("accounts").EnumerateArray()
        .Where(line => line.GetProperty("account").GetString() == account).Sum(line => line.GetProperty("bytes").GetInt64());
}
