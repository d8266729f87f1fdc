using Fathom.Findings;
using Fathom.Tests.Findings.Rules;

namespace Fathom.Tests.Findings;

public class CatalogTests
{
    static readonly IReadOnlyList<IRuleCases> Known =
    [
        .. typeof(IRuleCases).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(IRuleCases)))
            .Select(type => (IRuleCases)Activator.CreateInstance(type)!),
    ];

    public static TheoryData<string> Ids => [.. Catalog.Rules.Select(rule => rule.Id)];

    [Fact]
    public void No_two_rules_have_one_id() => Assert.Distinct(Catalog.Rules.Select(rule => rule.Id));

    [Theory]
    [MemberData(nameof(Ids))]
    public void It_speaks_where_its_cause_is(string id)
    {
        IRuleCases cases = Cases(id);
        Assert.NotEmpty(cases.Fires);
        Assert.All(cases.Fires, seen => Assert.Contains(Verdict.Of(seen).Findings, finding => finding.Rule == id));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void It_is_silent_where_its_cause_is_not(string id)
    {
        IRuleCases cases = Cases(id);
        Assert.NotEmpty(cases.Silent);
        Assert.All(cases.Silent, seen => Assert.Null(Rule(id).Judge(seen)));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void It_has_a_page_with_a_test_and_remedies(string id)
    {
        RulePage page = Assert.IsType<RulePage>(RulePage.Of(id));
        Assert.StartsWith($"# {id}: ", page.Text, StringComparison.Ordinal);
        Assert.NotEqual("", page.Title);
        Assert.NotEmpty(page.Remedies);
        Assert.NotNull(page.Confirm);
        foreach (string section in (string[])["How it is told", "Confirm", "Remedies", "Not to be mistaken for"])
            Assert.Contains($"\n## {section}\n", page.Text, StringComparison.Ordinal);
    }

    /// <summary>Whatever cannot be read: no rule throws, and none says more than with all of it.</summary>
    [Theory]
    [MemberData(nameof(Ids))]
    public void Without_a_part_of_the_evidence_it_says_less(string id)
    {
        foreach (Case whole in Cases(id).Fires)
        {
            Finding full = Assert.IsType<Finding>(Rule(id).Judge(whole));
            foreach (Case part in Parts.Without(whole))
            {
                if (Rule(id).Judge(part) is { } weak)
                    Assert.True(weak.Confidence >= full.Confidence && weak.Bytes <= full.Bytes, $"{weak.Title}, with all of it {full.Title}");
                Rule(id).Clear(part);
                Verdict.Of(part);
            }
        }
    }

    [Fact]
    public void An_idle_JVM_has_no_fault()
    {
        Verdict verdict = Verdict.Of(Observed.Idle.Case());
        Assert.False(verdict.HasFault);
        Assert.NotEmpty(verdict.RuledOut);
    }

    static Rule Rule(string id) => Catalog.Rules.Single(rule => rule.Id == id);

    internal static IRuleCases Cases(string id) => Assert.Single(Known, cases => cases.Rule == id);
}
