using Fathom.Lab.Verifying;

namespace Fathom.Tests.Lab;

public sealed class ConfusionMatrixTests
{
    static readonly Said Wrong = new("FTH020", "warning", "likely", "");

    [Fact]
    public void Each_judgement_is_counted_once_in_its_place()
    {
        ConfusionMatrix matrix = Of((Kind.Fault, Outcome.Right, 3), (Kind.Fault, Outcome.Missed, 1), (Kind.Sound, Outcome.Right, 2));

        Assert.Equal(3, matrix[Kind.Fault, Outcome.Right]);
        Assert.Equal(1, matrix[Kind.Fault, Outcome.Missed]);
        Assert.Equal(0, matrix[Kind.Fault, Outcome.WrongBlame]);
        Assert.Equal((4, 0, 2), (matrix.Of(Kind.Fault), matrix.Of(Kind.FalseLead), matrix.Of(Kind.Sound)));
        Assert.Equal(0.75, matrix.RightShare);
    }

    [Theory]
    [InlineData(95, 5, true)]
    [InlineData(94, 6, false)]
    [InlineData(0, 1, false)]
    [InlineData(0, 0, true)]
    public void Ninety_five_of_a_hundred_faults_must_be_told_rightly(int right, int missed, bool passes) =>
        Assert.Equal(passes, Of((Kind.Fault, Outcome.Right, right), (Kind.Fault, Outcome.Missed, missed)).Passes);

    [Fact]
    public void Of_a_part_of_the_evidence_answers_may_be_missing_and_none_wrong()
    {
        ConfusionMatrix matrix = new(maySayLess: true);
        matrix.Add(new Judgement(Kind.Fault, Outcome.CannotTell, []));
        matrix.Add(new Judgement(Kind.Fault, Outcome.Missed, []));
        Assert.True(matrix.Passes);

        matrix.Add(new Judgement(Kind.Fault, Outcome.WrongBlame, [Wrong with { Confidence = "possible" }]));
        Assert.False(matrix.Passes);
    }

    [Theory]
    [InlineData(Kind.Fault, Outcome.WrongBlame, true)]
    [InlineData(Kind.Sound, Outcome.WrongBlame, false)]
    [InlineData(Kind.FalseLead, Outcome.WrongBlame, false)]
    [InlineData(Kind.FalseLead, Outcome.Missed, true)]
    public void One_wrong_blame_in_a_hundred_passes_on_a_fault_and_not_on_what_is_sound(Kind kind, Outcome outcome, bool passes) =>
        Assert.Equal(passes, Of((Kind.Fault, Outcome.Right, 99), (kind, outcome, 1)).Passes);

    [Fact]
    public void One_wrong_blame_that_is_certain_is_one_too_many()
    {
        ConfusionMatrix matrix = Of((Kind.Fault, Outcome.Right, 1000));

        matrix.Add(new Judgement(Kind.Fault, Outcome.WrongBlame, [Wrong with { Confidence = "certain" }]));

        Assert.Equal(1, matrix.CertainlyWrong);
        Assert.False(matrix.Passes);
    }

    [Fact]
    public void With_no_fault_shown_there_is_no_share() => Assert.Null(Of((Kind.Sound, Outcome.Right, 1)).RightShare);

    static ConfusionMatrix Of(params (Kind Kind, Outcome Outcome, int Times)[] judgements)
    {
        ConfusionMatrix matrix = new();
        foreach ((Kind kind, Outcome outcome, int times) in judgements)
            for (int i = 0; i < times; i++)
                matrix.Add(new Judgement(kind, outcome, outcome == Outcome.WrongBlame ? [Wrong] : []));
        return matrix;
    }
}
