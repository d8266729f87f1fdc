using Fathom.Lab.Verifying;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>What came of `lab verify`, in the words in which it is shown.</summary>
static class VerifyRows
{
    public static IReadOnlyList<VerifyRow> Of(IReadOnlyList<CaseResult> results)
    {
        List<VerifyRow> rows = [];
        foreach (CaseResult result in results)
        {
            foreach (JudgedPhase phase in result.Phases)
                rows.Add(Row(result, phase));
            if (result.Gap is { } gap)
                rows.Add(Row(result, "", "", "", result.IsSkipped ? "skipped" : "not judged", false, gap.What));
        }
        return rows;
    }

    public static MatrixSums Of(ConfusionMatrix matrix) => new(
        [.. Enum.GetValues<Kind>().Select(kind => new MatrixRow(
            Words(kind),
            matrix[kind, Outcome.Right], matrix[kind, Outcome.WrongBlame], matrix[kind, Outcome.Missed], matrix[kind, Outcome.CannotTell]))],
        matrix.RightShare, matrix.CertainlyWrong, matrix.Passes);

    public static string Words(Outcome outcome) => outcome switch
    {
        Outcome.Right => "right",
        Outcome.WrongBlame => "wrong blame",
        Outcome.Missed => "missed",
        _ => "cannot tell",
    };

    static string Words(Kind kind) => kind switch
    {
        Kind.Fault => "fault",
        Kind.FalseLead => "false lead",
        _ => "sound",
    };

    static VerifyRow Row(CaseResult result, JudgedPhase phase) => Row(
        result, phase.Expected.Phase, string.Join('|', phase.Expected.Rules), string.Join(' ', phase.Said.Select(said => said.Rule)),
        Words(phase.Judgement.Outcome), phase.Judgement.IsCertainlyWrong,
        string.Join("; ", phase.Judgement.Wrong.Select(said => $"{said.Rule} {said.Confidence}: {said.Title}")));

    static VerifyRow Row(
        CaseResult result, string phase, string expected, string said, string outcome, bool certain, string why) => new()
        {
            Java = result.Case.Place.JavaVersion,
            Scenario = result.Case.Scenario.Id,
            Variant = result.Case.Variant.Name,
            Phase = phase,
            Expected = expected,
            Said = said,
            Outcome = outcome,
            IsCertainlyWrong = certain,
            Why = why,
            Seconds = result.Took.TotalSeconds,
        };
}
