using Fathom.Accounting.Growth;
using Fathom.Evidence;

namespace Fathom.Findings;

public enum Outcome
{
    Confirmed,
    Refuted,
    CannotTell,
}

/// <summary>What a confirming test showed: the finding before, and the case after.</summary>
/// <param name="Then">What the same rule explains after the test.</param>
public sealed record Confirmation(Finding Finding, ConfirmingTest Test, Case Before, Case After, Bytes Then, Outcome Outcome)
{
    // A collection also ends what belongs to others; what it leaves or takes is judged by the greater part.
    const double Most = 0.8;

    /// <summary>What answers of the JVM showed, in sentences.</summary>
    public IReadOnlyList<string> Said { get; init; } = [];

    public Bytes Went => Finding.Bytes - Then;

    public static Confirmation Of(Rule rule, Finding finding, Case before, Case after, Growth? growth = null) =>
        Of(rule, rule.Test, finding, before, after, growth);

    /// <param name="test">Done in place of the rule's own, where that one cannot be.</param>
    public static Confirmation Of(Rule rule, ConfirmingTest test, Finding finding, Case before, Case after, Growth? growth = null)
    {
        // The rule may be silent afterwards because too little is left: that is none of it.
        Bytes then = rule.Judge(after)?.Bytes ?? Bytes.Zero;
        return new Confirmation(finding, test, before, after, then, Judge(test, finding, before, after, then, growth));
    }

    public static Confirmation Of(Rule rule, Finding finding, Case before, Case after, TestAnswers answers)
    {
        Shown shown = rule.Read(answers, finding, before, after);
        return new Confirmation(finding, rule.Test, before, after, rule.Judge(after)?.Bytes ?? Bytes.Zero, shown.Outcome) { Said = shown.Said };
    }

    static Outcome Judge(ConfirmingTest test, Finding finding, Case before, Case after, Bytes then, Growth? growth) => test switch
    {
        ConfirmingTest.CollectionFrees when IsBlind(before, after) => Outcome.CannotTell,
        ConfirmingTest.CollectionFrees => Freed(finding, then),
        ConfirmingTest.CollectionKeeps when IsBlind(before, after) => Outcome.CannotTell,
        ConfirmingTest.CollectionKeeps => Opposite(Freed(finding, then)),
        ConfirmingTest.Growth => growth is null || growth.Looks < Growth.FewestLooks ? Outcome.CannotTell
            : Growing.Of(finding, before, growth).Any(line => line.Grows) ? Outcome.Confirmed : Outcome.Refuted,
        _ => Outcome.CannotTell,
    };

    static Outcome Freed(Finding finding, Bytes then) =>
        then.Value <= finding.Bytes.Value * (1 - Most) ? Outcome.Confirmed
        : then.Value >= finding.Bytes.Value * Most ? Outcome.Refuted
        : Outcome.CannotTell;

    static Outcome Opposite(Outcome outcome) => outcome switch
    {
        Outcome.Confirmed => Outcome.Refuted,
        Outcome.Refuted => Outcome.Confirmed,
        _ => outcome,
    };

    /// <summary>What was seen before was not looked at after: silence means nothing then.</summary>
    static bool IsBlind(Case before, Case after) => before.Census.Rows.Count > 0 && after.Census.Rows.Count == 0;
}
