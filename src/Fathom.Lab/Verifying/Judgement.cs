namespace Fathom.Lab.Verifying;

/// <summary>What was said in a phase, held against what is known of it.</summary>
/// <param name="Wrong">The blames that nothing justifies.</param>
public sealed record Judgement(Kind Kind, Outcome Outcome, IReadOnlyList<Said> Wrong)
{
    public bool IsCertainlyWrong => Wrong.Any(said => said.IsCertain);

    public static Judgement Of(Variant variant, Expected expected, IReadOnlyList<Said> said)
    {
        Kind kind = expected.Rules.Count == 0 ? Kind.Sound : variant.Faulty ? Kind.Fault : Kind.FalseLead;
        Said[] wrong = [.. said.Where(each => each.IsBlame && !Allows(kind, expected, each.Rule))];
        return new Judgement(kind, wrong.Length > 0 ? Outcome.WrongBlame : OutcomeOf(expected, said), wrong);
    }

    /// <summary>The phases to look at; where nothing is declared, the one after what the variant does.</summary>
    /// <param name="feature">The release that runs it.</param>
    public static IReadOnlyList<Expected> Awaited(Variant variant, int feature) =>
        variant.Verdicts.Count > 0 ? [.. variant.Verdicts.Where(expected => expected.Jdks.Has(feature))] : [new Expected("B")];

    /// <summary>Of a false lead it may be said that it is one, not that it is a fault.</summary>
    static bool Allows(Kind kind, Expected expected, string rule) =>
        (kind == Kind.Fault && expected.Rules.Contains(rule)) || expected.Beside.Contains(rule);

    /// <summary>The right cause is right at any severity: how bad it is depends on limits that the lab does not have.</summary>
    static Outcome OutcomeOf(Expected expected, IReadOnlyList<Said> said) =>
        expected.Rules.Count == 0 || said.Any(each => expected.Rules.Contains(each.Rule)) ? Outcome.Right
        : said.Any(each => each.IsCannotTell) ? Outcome.CannotTell
        : Outcome.Missed;
}
