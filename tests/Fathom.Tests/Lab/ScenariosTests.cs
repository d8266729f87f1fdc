using Fathom.Evidence;
using Fathom.Lab;
using Fathom.Lab.Running;

namespace Fathom.Tests.Lab;

public sealed class ScenariosTests
{
    public static TheoryData<string> Ids => [.. Scenarios.All.Select(scenario => scenario.Id)];

    [Fact]
    public void Ids_are_kebab_case_and_distinct()
    {
        Assert.All(Scenarios.All, scenario => Assert.Matches("^[a-z]+(-[a-z0-9]+)*$", scenario.Id));
        Assert.Distinct(Scenarios.All.Select(scenario => scenario.Id));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Each_has_a_fault_first_and_a_twin_last_with_what_they_should_show(string id)
    {
        Scenario scenario = Scenarios.Named(id).Value;

        Assert.True(scenario.Variants[0].Faulty);
        Assert.Equal("fixed", scenario.Variants[^1].Name);
        Assert.False(scenario.Variants[^1].Faulty);
        Assert.All(scenario.Variants, variant => Assert.NotEmpty(variant.Effects));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Each_has_its_source_in_its_folder_and_the_source_knows_its_variants(string id)
    {
        Scenario scenario = Scenarios.Named(id).Value;
        string source = File.ReadAllText(
            Path.Combine(SourceTree.Root, "lab", scenario.Id, scenario.MainClass + ".java"));

        Assert.Contains($"class {scenario.MainClass} extends Lab", source, StringComparison.Ordinal);
        Assert.Contains("\"fixed\"", source, StringComparison.Ordinal);
        Assert.Contains($"\"count\", {scenario.Count},", source, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Counts_are_prime(string id)
    {
        Scenario scenario = Scenarios.Named(id).Value;

        Assert.All([scenario.Count, scenario.SmallCount], count =>
            Assert.DoesNotContain(Enumerable.Range(2, (int)Math.Sqrt(count) - 1), divisor => count % divisor == 0));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Even_the_small_fault_cannot_be_taken_for_the_twin(string id)
    {
        Scenario scenario = Scenarios.Named(id).Value;
        foreach (Effect fault in scenario.Variants[0].Effects)
            foreach (Effect twin in scenario.Variants[^1].Effects.Where(effect => effect.Account == fault.Account))
                Assert.True(fault.Least(scenario.SmallCount) > twin.Most(scenario.SmallCount));
    }

    [Fact]
    public void An_effect_holds_within_its_tolerances_only()
    {
        Effect effect = new(Effect.Malloc, 1000, 0.10, new Bytes(50));

        Assert.True(effect.Holds(new Bytes(9_000 - 50), 10));
        Assert.True(effect.Holds(new Bytes(11_000 + 50), 10));
        Assert.False(effect.Holds(new Bytes(9_000 - 51), 10));
        Assert.False(effect.Holds(new Bytes(11_000 + 51), 10));
    }

    [Fact]
    public void Names_that_are_not_there_come_back_with_those_that_are()
    {
        Assert.Equal("no-such-scenario", Scenarios.Named("nope").Gap?.Id);
        Assert.Equal("it has: leak, fixed", Scenarios.Named("direct-kept").Value.Variant("nope").Gap?.Try);
    }

    [Fact]
    public void The_demo_is_the_first_scenario_at_its_small_size()
    {
        Assert.Contains("-Dcount=1999", RunRequest.Demo.Arguments);
        Assert.Equal(["lab.GzipUnclosed", "leak"], RunRequest.Demo.Arguments.TakeLast(2));
        Assert.Equal(["A", "B"], RunRequest.Demo.PhaseNames);
    }
}
