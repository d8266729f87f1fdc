namespace Fathom.Lab;

/// <summary>One way to run a scenario: with its fault, or repaired.</summary>
/// <param name="Faulty">False for the twin, on which nothing may be blamed.</param>
/// <param name="Words">What this variant does, in words.</param>
/// <param name="Effects">What grows between phase A and phase B.</param>
public sealed record Variant(string Name, bool Faulty, string Words, params IReadOnlyList<Effect> Effects)
{
    /// <summary>Flags that only this variant has; they come after the scenario's.</summary>
    public IReadOnlyList<string> JvmFlags { get; init; } = [];

    /// <summary>NAME=VALUE, set for the JVM alone.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>What the doctor is asked for beyond the ordinary.</summary>
    public IReadOnlyList<string> Asked { get; init; } = [];

    /// <summary>What the doctor should say, by phase. None: it is looked at in phase B, and nothing may be blamed.</summary>
    public IReadOnlyList<Expected> Verdicts { get; init; } = [];
}
