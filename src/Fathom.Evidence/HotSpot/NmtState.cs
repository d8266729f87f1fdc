namespace Fathom.Evidence.HotSpot;

/// <summary>Native memory tracking as the JVM's own memory holds it, read without asking the JVM.</summary>
public sealed record NmtState(NmtLevel Level)
{
    /// <summary>
    /// What VM.native_memory would answer, exact to the byte; with the map of reservations, which the JVM prints at level
    /// detail only. Null where tracking is off or the figures failed their checks.
    /// </summary>
    public NmtReport? Report { get; init; }

    /// <summary>Printed names by the number that stands in a block's header.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The blocks themselves; null unless they were asked for.</summary>
    public NmtBlockTotals? Blocks { get; init; }

    /// <summary>Why there is no report although tracking is on, or no blocks although they were asked for.</summary>
    public Gap? Withheld { get; init; }
}
