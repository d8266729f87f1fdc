using Fathom.Lab;
using Fathom.Lab.Running;
using Fathom.Lab.Verifying;

namespace Fathom.Live.Tests.Lab;

/// <summary>The lab's faults before the doctor; bench/soak/verify shows all of them.</summary>
[Collection("JDK 17")]
public sealed class VerifyTests
{
    static readonly string[] Fast = ["direct-kept", "inflater-kept", "idle"];

    [JdkFact(17)]
    public void A_few_faults_are_told_and_their_twins_left_alone() => Verify(Doctor.OfThisProgram);

    [JdkFact(17)]
    public void And_so_they_are_where_each_look_goes_through_a_bundle() => Verify(Doctor.OfThisProgram.OfBundles());

    [JdkFact(17)]
    public void And_what_only_has_texts_says_less_and_nothing_wrong() => Verify(Doctor.OfThisProgram.OfTexts());

    static void Verify(Doctor doctor)
    {
        IReadOnlyList<Scenario> scenarios = [.. Fast.Select(id => Scenarios.Named(id).Value)];
        ConfusionMatrix matrix = new(maySayLess: doctor.ThroughTexts);
        List<string> notRight = [];
        foreach (Case each in Case.All(scenarios, [Machine.FindJdk(17)!]))
        {
            CaseResult result = each.Run(doctor);
            if (result.IsSkipped)
                continue;
            Assert.True(result.Gap is null, $"{each.Scenario.Id} {each.Variant.Name}: {result.Gap}");
            Assert.Equal(Judgement.Awaited(each.Variant, each.Place.Feature), result.Phases.Select(phase => phase.Expected));
            foreach (JudgedPhase phase in result.Phases)
            {
                matrix.Add(phase.Judgement);
                if (phase.Judgement.Outcome != Outcome.Right)
                    notRight.Add($"{each.Scenario.Id} {each.Variant.Name} {phase.Expected.Phase}: {phase.Judgement.Outcome}, said {string.Join(", ", phase.Said)}");
            }
        }

        Assert.True(matrix.Passes, string.Join('\n', notRight));
    }

    [MemoryCgroupFact]
    public void A_scenario_in_a_container_starts_there_and_leaves_nothing()
    {
        Scenario scenario = Scenarios.Named("tmpfs").Value;
        string[] before = Leftovers();
        using (ScenarioRun run = ScenarioRun.Start(RunRequest.Small(scenario), Machine.FindJdk(17)!).Value)
        {
            Assert.True(run.Next().Ok);
            Assert.True(run.Next().Ok);
            string cgroup = Assert.Single(Leftovers().Except(before), name => name.StartsWith("/sys/", StringComparison.Ordinal));

            Assert.Equal(scenario.Limit!.Value.Value.ToString(System.Globalization.CultureInfo.InvariantCulture),
                File.ReadAllText(Path.Combine(cgroup, "memory.limit_in_bytes")).Trim());
            Assert.Contains(run.Pid.ToString(System.Globalization.CultureInfo.InvariantCulture),
                File.ReadAllLines(Path.Combine(cgroup, "cgroup.procs")));
            Assert.Contains(Leftovers().Except(before), name => name.StartsWith("/dev/shm/", StringComparison.Ordinal));
        }

        Assert.Empty(Leftovers().Except(before));
    }

    /// <summary>Other tests may run beside this one.</summary>
    static string[] Leftovers() =>
        [.. Directory.GetDirectories("/sys/fs/cgroup/memory", "fathom-lab-*"), .. Directory.GetFiles("/dev/shm", "fathom-lab-*")];
}

[AttributeUsage(AttributeTargets.Method)]
sealed class MemoryCgroupFactAttribute : FactAttribute
{
    public MemoryCgroupFactAttribute() => Skip = Machine.NoJdk(17) ?? Cgroup.Missing("memory");
}
