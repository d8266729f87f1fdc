namespace Fathom.Lab;

/// <summary>What the doctor should say while a variant waits in a phase.</summary>
/// <param name="Rules">Any one of them is right; where there is none, nothing may be blamed.</param>
public sealed record Expected(string Phase, params IReadOnlyList<string> Rules)
{
    /// <summary>What may be said as well: true of this process, but not its fault.</summary>
    public IReadOnlyList<string> Beside { get; init; } = [];

    /// <summary>Where the cause is the same and the fault is another: the releases of which this holds.</summary>
    public JdkRange Jdks { get; init; } = JdkRange.Any;
}
