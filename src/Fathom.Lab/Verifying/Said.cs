namespace Fathom.Lab.Verifying;

/// <summary>A finding as fathom's JSON has it.</summary>
public sealed record Said(string Rule, string Severity, string Confidence, string Title)
{
    // "Cannot tell": malloc or anonymous memory without a known owner.
    static readonly string[] CannotTellRules = ["FTH090", "FTH091"];

    /// <summary>Somebody is told that something is wrong, and what.</summary>
    public bool IsBlame => Severity is not "info" && !IsCannotTell;

    public bool IsCannotTell => CannotTellRules.Contains(Rule);

    public bool IsCertain => Confidence == "certain";
}
