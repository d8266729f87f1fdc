namespace Fathom.Lab;

/// <summary>One way to run a scenario: with its fault, or repaired.</summary>
/// <param name="Faulty">False for the twin, on which nothing may be blamed.</param>
/// <param name="Words">What this variant does, in words.</param>
/// <param name="Effects">What grows between phase A and phase B.</param>
public sealed record Variant(string Name, bool Faulty, string Words, IReadOnlyList<Effect> Effects);
