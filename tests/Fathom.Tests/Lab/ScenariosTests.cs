using Fathom.Evidence;
using Fathom.Lab;
using Fathom.Lab.Running;
using Fathom.Lab.Verifying;

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

    /// <summary>What a matrix cannot do without: a fault or a false lead needs its twin, whoever is healthy needs none.</summary>
    [Theory]
    [MemberData(nameof(Ids))]
    public void Each_that_shows_something_has_a_twin_last(string id)
    {
        Scenario scenario = Scenarios.Named(id).Value;

        if (scenario.Variants[0].Name == "healthy")
            Assert.Single(scenario.Variants);
        else
            Assert.Equal("fixed", scenario.Variants[^1].Name);
        Assert.False(scenario.Variants[^1].Faulty);
        Assert.Distinct(scenario.Variants.Select(variant => variant.Name));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_fault_expects_a_rule_of_the_catalogue_and_a_twin_none(string id)
    {
        foreach (Variant variant in Scenarios.Named(id).Value.Variants)
        {
            Assert.Equal(variant.Faulty, variant.Faulty && variant.Verdicts.Count > 0);
            Assert.All(variant.Verdicts, expected =>
            {
                Assert.Contains(expected.Phase, (string[])["B", "C", "D"]);
                Assert.All([.. expected.Rules, .. expected.Beside], rule => Assert.Matches("^FTH[0-9]{3}$", rule));
                Assert.Empty(expected.Rules.Intersect(expected.Beside));
                Assert.False(variant.Faulty && expected.Rules.Count == 0);
            });
            if (variant.Name is "fixed" or "healthy")
                Assert.All(variant.Verdicts, expected => Assert.Empty(expected.Rules));
        }
    }

    /// <summary>A release that runs a fault knows what to expect of it, once a phase.</summary>
    [Theory]
    [MemberData(nameof(Ids))]
    public void Each_release_has_one_expectation_for_a_phase(string id)
    {
        Scenario scenario = Scenarios.Named(id).Value;
        foreach (int feature in Enumerable.Range(8, 18).Where(scenario.Jdks.Has))
        {
            Assert.All(scenario.Variants, variant =>
            {
                IReadOnlyList<Expected> awaited = Judgement.Awaited(variant, feature);
                Assert.NotEmpty(awaited);
                Assert.Distinct(awaited.Select(expected => expected.Phase));
            });
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Each_has_its_source_and_the_source_knows_its_variants_and_sizes(string id)
    {
        Scenario scenario = Scenarios.Named(id).Value;
        string file = Assert.Single(
            Directory.GetFiles(Path.Combine(SourceTree.Root, "lab"), scenario.MainClass + ".java", SearchOption.AllDirectories));
        string source = File.ReadAllText(file);

        Assert.Contains($"class {scenario.MainClass} extends Lab", source, StringComparison.Ordinal);
        if (scenario.Variants.Any(variant => variant.Name == "fixed") && scenario.MainClass is not ("Idle" or "HeapArrays"))
            Assert.Contains("fixed()", source, StringComparison.Ordinal);
        Assert.Contains("size(\"count\", ", source, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Counts_are_prime(string id)
    {
        Scenario scenario = Scenarios.Named(id).Value;

        // One is no count: such a program does one thing.
        Assert.All([scenario.Count, scenario.SmallCount], count =>
            Assert.DoesNotContain(Enumerable.Range(2, Math.Max(0, (int)Math.Sqrt(count) - 1)), divisor => count % divisor == 0));
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
