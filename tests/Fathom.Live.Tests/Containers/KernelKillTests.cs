using System.Globalization;
using System.Text;
using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Lab.Jdks;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.Kernel;
using Fathom.Tests;

namespace Fathom.Live.Tests.Containers;

/// <summary>A JVM that outgrows its cgroup, as this kernel tells it, beside what the cgroup itself counted.</summary>
[Collection("swap")]
public sealed class KernelKillTests
{
    [MemoryTheory("dmesg")]
    [InlineData("")]
    [InlineData("-T")]
    public void The_kernels_record_of_a_killed_JVM_is_what_its_cgroup_counted(string form)
    {
        using Cgroup cgroup = Cgroup.Memory(160 << 20);
        Jdk jdk = JdkFinder.All().First(each => each.HasCompiler && each.Feature >= 11);
        string program = Path.Combine(SourceTree.Root, "tests", "fixtures", "Grow.java");

        string[] run = [.. cgroup.Enter, jdk.Java, "-Xmx48m", "-XX:MaxDirectMemorySize=1g", program];
        Outside.Run("sh", ["-c", "\"$@\" || [ $? = 137 ]", "sh", .. run]);
        string[] log = form.Length == 0 ? [] : [form];
        string text = Outside.Run("dmesg", log);
        Parsed<KernelKills> parsed = KernelKillText.Parse(Encoding.UTF8.GetBytes(text), "dmesg");

        KernelKill kill = Assert.Single(parsed.Value.Kills, each => each.Cgroup == cgroup.Path);
        KilledProcess killed = Assert.Single(kill.Killed);
        KillCandidate candidate = Assert.Single(kill.Candidates, each => each.Pid == killed.Pid);
        Assert.Equal((KillScope.Cgroup, cgroup.Path, "java"), (kill.Scope, kill.VictimCgroup, killed.Name));
        Assert.Equal(Number(cgroup, "memory.limit_in_bytes"), kill.Memory!.Value.Limit!.Value.Value);
        Assert.EndsWith($"memory: usage {kill.Memory.Value.Usage.Value / 1024}kB, limit 163840kB, failcnt {kill.Memory.Value.Failures}", UsageLine(text, cgroup), StringComparison.Ordinal);
        Assert.InRange(kill.Memory.Value.Usage.Value, Number(cgroup, "memory.max_usage_in_bytes") - Moving, Number(cgroup, "memory.max_usage_in_bytes"));
        Assert.InRange(kill.Memory.Value.Failures, 1, Number(cgroup, "memory.failcnt"));
        Bytes sum = kill.Stat!.Anonymous!.Value + kill.Stat.File!.Value + kill.Kernel!.Value.Usage;
        Assert.InRange(sum.Value - kill.Memory.Value.Usage.Value, -Moving, Moving);
        Assert.Equal(candidate.Virtual, killed.Virtual);
        Assert.True(killed.Anonymous > Bytes.FromMiB(100));
    }

    /// <summary>Other threads of the JVM give back and take while the kernel prints one figure after the other.</summary>
    const long Moving = 1 << 20;

    static string UsageLine(string log, Cgroup cgroup) => log.Split('\n')
        .TakeWhile(line => !line.Contains($"oom_memcg={cgroup.Path},", StringComparison.Ordinal))
        .Last(line => line.Contains(" memory: usage ", StringComparison.Ordinal));

    static long Number(Cgroup cgroup, string file) => long.Parse(cgroup.Read(file), CultureInfo.InvariantCulture);
}

[AttributeUsage(AttributeTargets.Method)]
sealed class MemoryTheoryAttribute : TheoryAttribute
{
    public MemoryTheoryAttribute(params string[] needs) => Skip = new RequiresFactAttribute(needs).Skip ?? Cgroup.Missing("memory");
}
