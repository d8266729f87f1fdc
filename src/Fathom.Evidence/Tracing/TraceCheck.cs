using Fathom.Evidence.Malloc;

namespace Fathom.Evidence.Tracing;

/// <summary>malloc's heaps, walked from outside in the midst of a trace, and what lives by the probe's own table around it.</summary>
/// <param name="At">Since the session began.</param>
/// <param name="Malloc">Null where there was nothing to walk.</param>
/// <param name="Before">When the walk began.</param>
/// <param name="After">When it had ended.</param>
public sealed record TraceCheck(TimeSpan At, MallocState? Malloc, TracedTotals Before, TracedTotals After)
{
    /// <summary>How long the probe had been at rest when the walk ended: Ctrl-C ends it at once.</summary>
    public TimeSpan Late { get; init; }
}
