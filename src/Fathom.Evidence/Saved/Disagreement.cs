namespace Fathom.Evidence.Saved;

/// <summary>On what two pieces do not agree.</summary>
public enum DisagreementKind
{
    /// <summary>They are of two processes.</summary>
    Process,

    /// <summary>Minutes or more lie between them.</summary>
    Time,

    /// <summary>One figure is a round multiple of the other, as pages are of KiB.</summary>
    Unit,

    /// <summary>One figure, two values.</summary>
    Figure,
}

/// <param name="What">What they differ in, in words: "RSS".</param>
/// <param name="First">What the first says, with its place.</param>
/// <param name="Second">What the other says, with its place.</param>
public sealed record Disagreement(DisagreementKind Kind, string What, string First, string Second);
