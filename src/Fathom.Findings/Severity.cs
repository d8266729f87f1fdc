namespace Fathom.Findings;

/// <summary>How much a finding asks for, from least to most.</summary>
public enum Severity
{
    /// <summary>Looks alarming and is not, or is so by design.</summary>
    Info,

    /// <summary>A fault, or memory that somebody should give back.</summary>
    Warning,

    /// <summary>… and the container is about to be killed for it.</summary>
    Critical,
}
