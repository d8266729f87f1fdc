using Fathom.Lab.Running;

namespace Fathom.Lab;

/// <summary>Something besides a JDK that a scenario cannot run without.</summary>
/// <param name="Words">What it is: "a C compiler".</param>
/// <param name="Remedy">How to get it.</param>
public sealed record Need(string Words, string Remedy, Func<IJvmPlace, bool> IsMet)
{
    /// <summary>Set where it is a jar.</summary>
    public string? Jar { get; init; }
}
