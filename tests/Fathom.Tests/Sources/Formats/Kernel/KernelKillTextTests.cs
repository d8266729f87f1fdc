using System.Globalization;
using System.Text;
using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.Kernel;

namespace Fathom.Tests.Sources.Formats.Kernel;

public sealed class KernelKillTextTests
{
    static Parsed<KernelKills> Read(string name) => KernelKillText.Parse(SavedTexts.Read("kernel/" + name), name);

    static Parsed<KernelKills> Parse(string text) => KernelKillText.Parse(Encoding.UTF8.GetBytes(text), "kern.log");

    static Bytes KiB(long kib) => Bytes.FromKiB(kib);

    [Theory]
    [InlineData("oom-dmesg", false)]
    [InlineData("oom-dmesg-T", true)]
    public void A_real_kill_in_a_cgroup_adds_up_to_its_limit(string name, bool dated)
    {
        Parsed<KernelKills> parsed = Read(name);
        long[] counters = [.. File.ReadAllLines(Path.Combine(SourceTree.Root, "tests/corpus/texts/kernel/counters")).Select(line => long.Parse(line, CultureInfo.InvariantCulture))];

        Assert.Empty(parsed.Gaps);
        Assert.Empty(parsed.Value.Unread);
        KernelKill kill = Assert.Single(parsed.Value.Kills);
        Assert.Equal(("java", KillScope.Cgroup, "/fathom-texts/orders", "/fathom-texts/orders"), (kill.Invoker, kill.Scope, kill.Cgroup, kill.VictimCgroup));
        Assert.Equal((dated, !dated), (kill.When is not null, kill.Uptime is not null));
        // What the cgroup's own files said afterwards.
        Assert.Equal((counters[1], counters[2]), (kill.Memory!.Value.Limit!.Value.Value, kill.Memory.Value.Usage.Value));
        Assert.InRange(kill.Memory.Value.Failures, 1, counters[0]);
        Assert.Null(kill.MemoryAndSwap!.Value.Limit);
        Assert.Equal(kill.Memory.Value.Usage, kill.Stat!.Anonymous!.Value + kill.Stat.File!.Value + kill.Kernel!.Value.Usage);
        KillCandidate candidate = Assert.Single(kill.Candidates);
        KilledProcess killed = Assert.Single(kill.Killed);
        Assert.Equal((candidate.Pid, candidate.Name), (killed.Pid, killed.Name));
        // One in pages, one in kB; a few pages of a file may come and go between the two.
        Assert.Equal(candidate.Virtual, killed.Virtual);
        Assert.Equal(candidate.Anonymous, killed.Anonymous);
        Assert.Equal(candidate.PageTables, killed.PageTables);
        Assert.Equal(candidate.Resident, candidate.Anonymous + candidate.File + candidate.Shared);
    }

    [Fact]
    public void Kernels_of_version_1_had_their_statistics_in_one_line_for_each_cgroup()
    {
        Parsed<KernelKills> parsed = Read("oom-v1-old");

        Assert.Empty(parsed.Gaps);
        Assert.Equal(["Mar  4 10:15:32 machine kernel: device eth0 left promiscuous mode"], parsed.Value.Unread.Select(line => line.Text));
        KernelKill kill = Assert.Single(parsed.Value.Kills);
        Assert.Equal(("/kubepods/burstable/pod1", "/kubepods/burstable/pod1/0a1b", "Mar  4 10:15:31"), (kill.Cgroup, kill.VictimCgroup, kill.When));
        Assert.Equal((KiB(1535904), KiB(96)), (kill.Stat!.Anonymous, kill.Stat.File));
        Assert.Equal(kill.Memory!.Value.Usage, kill.Stat.Anonymous!.Value + kill.Stat.File!.Value);
        Assert.Equal(["pause", "java (orders)"], kill.Candidates.Select(row => row.Name));
        Assert.Equal(KiB(387120 * 4), kill.Candidates[1].Resident);
        // Chosen was a thread of it; killed was the process.
        KilledProcess killed = Assert.Single(kill.Killed);
        Assert.Equal((4242, "java (orders)", kill.Candidates[1].Resident), (killed.Pid, killed.Name, killed.Resident));
    }

    [Fact]
    public void Version_2_may_kill_all_of_a_cgroup()
    {
        Parsed<KernelKills> parsed = Read("oom-v2-iso");

        Assert.Empty(parsed.Gaps);
        Assert.Empty(parsed.Value.Unread);
        KernelKill kill = Assert.Single(parsed.Value.Kills);
        Assert.Equal([4242, 4300], kill.Killed.Select(each => each.Pid));
        Assert.Equal(KiB(391560 * 4), kill.Killed[0].Resident);
        Assert.Equal(new Bytes(1587445760), kill.Stat!.Anonymous);
        Assert.Equal(new Bytes(17825792), kill.Stat.Kernel);
        Assert.Equal(KiB(1024), kill.Swap!.Value.Usage);
        Assert.Equal("2026-03-04T10:15:31,123456+00:00", kill.When);
        Assert.Equal("VM Thread", kill.Invoker);
    }

    [Fact]
    public void A_log_that_was_searched_has_a_kill_a_line()
    {
        Parsed<KernelKills> parsed = Read("oom-searched");

        Assert.Empty(parsed.Gaps);
        Assert.Equal([4242, 5151, 6161], parsed.Value.Kills.Select(kill => kill.Killed.Single().Pid));
        Assert.Equal([KillScope.Machine, KillScope.Cgroup, KillScope.Cgroup], parsed.Value.Kills.Select(kill => kill.Scope));
        Assert.Equal(["Wed Mar  4 10:15:31 2026", "Wed Mar  4 11:02:07 2026", null], parsed.Value.Kills.Select(kill => kill.When));
        Assert.Equal(KiB(1549824 + 16416 + 4), parsed.Value.Kills[1].Killed[0].Resident);
    }

    [Fact]
    public void Counters_belong_to_the_kill_behind_them()
    {
        Parsed<KernelKills> parsed = Parse("""
            [1.5] memory: usage 98304kB, limit 98304kB, failcnt 44
            [1.6] Memory cgroup out of memory: Killed process 4242 (java) total-vm:9kB, anon-rss:8kB, file-rss:1kB, shmem-rss:0kB
            [9.5] memory: usage 50000kB, limit 50000kB, failcnt 7
            [9.6] Memory cgroup out of memory: Killed process 4343 (java) total-vm:9kB, anon-rss:8kB, file-rss:1kB, shmem-rss:0kB
            """);

        Assert.Empty(parsed.Gaps);
        Assert.Equal([(44L, 4242), (7L, 4343)], parsed.Value.Kills.Select(kill => (kill.Memory!.Value.Failures, kill.Killed.Single().Pid)));
    }

    [Fact]
    public void Two_kills_stay_two()
    {
        string real = SavedTexts.Text("kernel/oom-dmesg");

        KernelKills kills = Parse(real + real).Value;

        Assert.Equal(2, kills.Kills.Count);
        Assert.All(kills.Kills, kill => Assert.Single(kill.Candidates));
        Assert.Equal(kills.Kills[0].Memory, kills.Kills[1].Memory);
        Assert.Equal(kills.Kills[0].Stat, kills.Kills[1].Stat);
    }

    [Theory]
    [InlineData("[1.5] Memory cgroup out of memory: Killed process 4242 (java) total-vm:9223372036854775808kB, anon-rss:1kB, file-rss:1kB")]
    [InlineData("[1.5] Memory cgroup out of memory: Killed process 4242 (java) total-vm:84917")]
    [InlineData("[1.5] Out of memory: Killed process 99999999999 (java) total-vm:1kB, anon-rss:1kB")]
    public void What_is_cut_or_impossible_is_a_bad_line(string line)
    {
        Parsed<KernelKills> parsed = Parse(line + "\n");

        Assert.Empty(parsed.Value.Kills);
        Assert.Equal([Gaps.LineNotUnderstood.Id, Gaps.ToolTextIncomplete.Id], parsed.Gaps.Select(gap => gap.Id));
        Assert.Equal("kern.log:1", parsed.Gaps[0].Where);
    }

    [Fact]
    public void A_log_without_a_kill_says_so()
    {
        Parsed<KernelKills> parsed = Parse("[    0.000000] Linux version 6.1\n[    1.000000] eth0: up\n");

        Assert.Equal([Gaps.ToolTextIncomplete.Id], parsed.Gaps.Select(gap => gap.Id));
        Assert.Equal(2, parsed.Value.Unread.Count);
    }
}
