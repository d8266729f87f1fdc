namespace Fathom.Evidence.Tracing;

/// <summary>What the kernel stopped for.</summary>
/// <param name="Calls">That allocate.</param>
/// <param name="Libraries">Whose functions they are.</param>
public sealed record KernelWork(long Calls, long Frees, IReadOnlyList<string> Libraries)
{
    /// <summary>Stacks that end at code which nobody has named, or have a method without a name.</summary>
    public long Unnamed { get; init; }
}
