namespace Fathom.Lab.Verifying;

/// <summary>How often each outcome came, by what was shown.</summary>
/// <param name="maySayLess">What is judged is a part of the evidence: an answer may be missing, none may be wrong.</param>
public sealed class ConfusionMatrix(bool maySayLess = false)
{
    /// <summary>Of the faults, so many must be told rightly.</summary>
    public const double LeastRight = 0.95;

    readonly int[,] _counts = new int[Enum.GetValues<Kind>().Length, Enum.GetValues<Outcome>().Length];

    public int CertainlyWrong { get; private set; }

    public int this[Kind kind, Outcome outcome] => _counts[(int)kind, (int)outcome];

    public void Add(Judgement judgement)
    {
        _counts[(int)judgement.Kind, (int)judgement.Outcome]++;
        if (judgement.IsCertainlyWrong)
            CertainlyWrong++;
    }

    public int Of(Kind kind)
    {
        int sum = 0;
        foreach (Outcome outcome in Enum.GetValues<Outcome>())
            sum += this[kind, outcome];
        return sum;
    }

    /// <summary>The share of faults told rightly; null where none was shown.</summary>
    public double? RightShare => Of(Kind.Fault) is > 0 and var faults ? (double)this[Kind.Fault, Outcome.Right] / faults : null;

    /// <summary>Enough is right, nothing wrong is certain, and nothing sound is blamed.</summary>
    public bool Passes =>
        (maySayLess ? this[Kind.Fault, Outcome.WrongBlame] == 0 : (RightShare ?? 1) >= LeastRight) && CertainlyWrong == 0
        && this[Kind.Sound, Outcome.WrongBlame] == 0 && this[Kind.FalseLead, Outcome.WrongBlame] == 0;
}
