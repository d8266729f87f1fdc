namespace Fathom.Lab.Verifying;

/// <summary>A finding as fathom's JSON has it, or, of files, that more evidence is asked for.</summary>
public sealed record Said(string Rule, string Severity, string Confidence, string Title)
{
    // "Cannot tell": malloc or anonymous memory without a known owner.
    static readonly string[] CannotTellRules = ["FTH090", "FTH091", MoreEvidence];

    /// <summary>The member of the answer on files that names the one that would decide most.</summary>
    public const string MoreEvidence = "next_evidence";

    /// <summary>Somebody is told that something is wrong, and what.</summary>
    public bool IsBlame => Severity is not "info" && !IsCannotTell;

    public bool IsCannotTell => CannotTellRules.Contains(Rule);

    public bool IsCertain => Confidence == "certain";
}
