using Fathom.Lab;
using Fathom.Lab.Verifying;

namespace Fathom.Tests.Lab;

public sealed class JudgementTests
{
    static readonly Variant Leak = new("leak", true, "leaks");
    static readonly Variant Lead = new("lead", false, "looks alarming");
    static readonly Variant Twin = new("fixed", false, "does not");
    static readonly Expected Streams = new("B", "FTH012", "FTH010") { Beside = ["FTH060"] };
    static readonly Expected Silence = new("B");

    public static TheoryData<string, Outcome> OnAFault => new()
    {
        { "", Outcome.Missed },
        { "FTH012 warning", Outcome.Right },
        { "FTH010 critical", Outcome.Right },
        { "FTH012 info", Outcome.Right },
        { "FTH012 warning, FTH060 warning", Outcome.Right },
        { "FTH012 warning, FTH020 info", Outcome.Right },
        { "FTH012 warning, FTH020 warning", Outcome.WrongBlame },
        { "FTH020 warning", Outcome.WrongBlame },
        { "FTH060 warning", Outcome.Missed },
        { "FTH020 info", Outcome.Missed },
        { "FTH090 warning", Outcome.CannotTell },
        { "FTH091 info, FTH060 warning", Outcome.CannotTell },
        { "FTH090 warning, FTH012 warning", Outcome.Right },
        { "FTH090 warning, FTH020 warning", Outcome.WrongBlame },
    };

    [Theory]
    [MemberData(nameof(OnAFault))]
    public void A_fault_is_told_missed_or_laid_on_another(string said, Outcome outcome)
    {
        Judgement judgement = Judgement.Of(Leak, Streams, All(said));

        Assert.Equal((Kind.Fault, outcome), (judgement.Kind, judgement.Outcome));
    }

    [Theory]
    [InlineData("", Outcome.Right)]
    [InlineData("FTH071 info", Outcome.Right)]
    [InlineData("FTH090 warning", Outcome.Right)]
    [InlineData("FTH012 warning", Outcome.WrongBlame)]
    [InlineData("FTH012 critical", Outcome.WrongBlame)]
    [InlineData("FTH012 a word of tomorrow", Outcome.WrongBlame)]
    public void A_twin_may_be_talked_of_and_not_blamed(string said, Outcome outcome)
    {
        Judgement judgement = Judgement.Of(Twin, Silence, All(said));

        Assert.Equal((Kind.Sound, outcome), (judgement.Kind, judgement.Outcome));
    }

    [Theory]
    [InlineData("", Outcome.Missed)]
    [InlineData("FTH012 info", Outcome.Right)]
    [InlineData("FTH012 warning", Outcome.WrongBlame)]
    [InlineData("FTH012 info, FTH020 warning", Outcome.WrongBlame)]
    public void A_false_lead_has_to_be_called_one(string said, Outcome outcome)
    {
        Judgement judgement = Judgement.Of(Lead, Streams, All(said));

        Assert.Equal((Kind.FalseLead, outcome), (judgement.Kind, judgement.Outcome));
    }

    [Fact]
    public void A_wrong_blame_is_certain_when_it_says_so()
    {
        Said likely = new("FTH020", "warning", "likely", ""), certain = likely with { Confidence = "certain" };

        Assert.False(Judgement.Of(Leak, Streams, [likely]).IsCertainlyWrong);
        Assert.True(Judgement.Of(Leak, Streams, [likely, certain]).IsCertainlyWrong);
        Assert.False(Judgement.Of(Leak, Streams, [certain with { Rule = "FTH012" }]).IsCertainlyWrong);
        Assert.False(Judgement.Of(Twin, Silence, [certain with { Severity = "info" }]).IsCertainlyWrong);
    }

    [Fact]
    public void Where_nothing_is_declared_phase_B_must_be_silent()
    {
        Expected expected = Assert.Single(Judgement.Awaited(Twin, 17));

        Assert.Equal("B", expected.Phase);
        Assert.Empty(expected.Rules);
    }

    static Said[] All(string said) =>
        [.. said.Split(", ", StringSplitOptions.RemoveEmptyEntries)
            .Select(each => new Said(each[..6], each[7..], "likely", "title"))];
}
