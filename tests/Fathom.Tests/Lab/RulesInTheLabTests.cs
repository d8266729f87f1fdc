using Fathom.Findings;
using Fathom.Lab;

namespace Fathom.Tests.Lab;

/// <summary>Each rule has a program that makes it speak and a program on which it must not, or a reason why it cannot have one.</summary>
public sealed class RulesInTheLabTests
{
    static readonly Dictionary<string, string> Without = new()
    {
        ["FTH080"] = "judges files against each other, of which a program that is looked at has none",
        ["FTH081"] = "as above",
        ["FTH082"] = "as above",
        ["FTH083"] = "speaks of records of a process that has ended",
        ["FTH084"] = "speaks only of files, where malloc's memory cannot be walked",
        ["FTH085"] = "speaks of records of a process that has ended",
        ["FTH086"] = "speaks of profiles of other tools, of which a program that is looked at has none",
        ["FTH087"] = "as above",
        ["FTH088"] = "speaks of recordings of Flight Recorder: as above",
        ["FTH090"] = "says that nothing is known of malloc: in the lab the fault is known, and this is \"cannot tell\"",
        ["FTH091"] = "says that nothing is known of a mapping: as above",
        ["FTH092"] = "needs several looks; the live tests of growth have them",
    };

    public static TheoryData<string> Ids => [.. Catalog.Rules.Select(rule => rule.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_program_makes_it_speak(string id) =>
        Assert.NotEqual(Without.ContainsKey(id), Expectations().Any(expected => expected.Rules.Contains(id)));

    [Theory]
    [MemberData(nameof(Ids))]
    public void And_on_a_program_that_is_sound_it_would_be_wrong(string id) =>
        Assert.Contains(Scenarios.All, scenario => scenario.Variants.Any(variant =>
            variant.Verdicts.All(expected => expected.Rules.Count == 0 && !expected.Beside.Contains(id))));

    [Fact]
    public void The_lab_expects_no_rule_that_there_is_not() =>
        Assert.Empty(Expectations().SelectMany(expected => (string[])[.. expected.Rules, .. expected.Beside]).Except(Catalog.Rules.Select(rule => rule.Id)));

    static IEnumerable<Expected> Expectations() => Scenarios.All.SelectMany(scenario => scenario.Variants).SelectMany(variant => variant.Verdicts);
}
