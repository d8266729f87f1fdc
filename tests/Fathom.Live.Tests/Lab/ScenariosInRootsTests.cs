using System.Globalization;
using Fathom.Evidence;
using Fathom.Lab;
using Fathom.Lab.Roots;
using Fathom.Lab.Running;
using Fathom.Sources;
using Fathom.Sources.Proc;

namespace Fathom.Live.Tests.Lab;

[Collection("roots")]
public sealed class ScenariosInRootsTests
{
    /// <summary>What every root can run.</summary>
    public static TheoryData<string, string> Faults
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (Scenario scenario in GroundTruth.Chosen)
                if (scenario.Release == 8 && scenario.Jdks == JdkRange.Any && scenario.Needs.All(need => need == Needs.NativeLibrary))
                    data.Add(scenario.Id, scenario.Variants[0].Name);
            return data;
        }
    }

    [RootTheory("bullseye")]
    [MemberData(nameof(Faults))]
    public void JDK_11_on_glibc_2_31(string id, string variant) => Check("bullseye", "11.", "2.31", id, variant);

    [RootTheory("trixie")]
    [MemberData(nameof(Faults))]
    public void JDK_21_on_glibc_2_41(string id, string variant) => Check("trixie", "21.", "2.41", id, variant);

    // sid moves on: its glibc is whatever it is today.
    [RootTheory("sid")]
    [MemberData(nameof(Faults))]
    public void JDK_8_on_the_newest_glibc(string id, string variant) => Check("sid", "1.8.", "2.", id, variant);

    [RootFact("trixie")]
    public void A_JVM_in_a_root_is_in_a_container_and_found_by_the_hosts_pid()
    {
        Scenario scenario = Scenarios.All[0];
        int pid;
        using (ScenarioRun run = ScenarioRun.Start(RunRequest.Small(scenario), Machine.Root("trixie")).Value)
        {
            Phase phase = run.Next().Value;
            pid = run.Pid;

            Assert.Equal(1, phase.Number("pid"));
            Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"NSpid:\t{pid}\t1"), NamespacePids(pid));
            JvmSummary jvm = JvmList.Find(new LookOptions()).Single(each => each.Target.Pid == pid);
            Assert.StartsWith(Machine.Root("trixie").JavaVersion, jvm.Target.Jvm!.Version, StringComparison.Ordinal);
            Assert.Empty(jvm.Gaps);
        }

        Assert.False(Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}")));
    }

    [RootFact("trixie")]
    public void A_run_leaves_nothing_in_the_root()
    {
        RootFs root = Machine.Root("trixie");
        using (ScenarioRun run = ScenarioRun.Start(RunRequest.Small(Scenarios.All[0]), root).Value)
            Assert.True(run.Next().Ok);

        // Other tests start JVMs in the root's own /tmp; each removes its file there and leaves the folder.
        Assert.All(["tmp", "proc", "dev", "sys", "opt/fathom-lab"], folder =>
            Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(Path.Combine(root.Path, folder)), entry => !IsOfOtherJvms(entry)));
    }

    /// <summary>The run's own JVM is process 1 of its namespace; those of other tests never are.</summary>
    static bool IsOfOtherJvms(string entry) => Path.GetFileName(entry) is var name
        && ((name.StartsWith("hsperfdata_", StringComparison.Ordinal) && !File.Exists(Path.Combine(entry, "1")))
            || (name.StartsWith(".java_pid", StringComparison.Ordinal) && name != ".java_pid1"));

    static void Check(string suite, string java, string glibc, string id, string variant)
    {
        RootFs root = Machine.Root(suite);

        Assert.StartsWith(java, root.JavaVersion, StringComparison.Ordinal);
        Assert.StartsWith(glibc, root.GlibcVersion, StringComparison.Ordinal);
        GroundTruth.Check(id, variant, root);
    }

    static string NamespacePids(int pid) =>
        File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/status"))
            .Single(line => line.StartsWith("NSpid:", StringComparison.Ordinal));
}
