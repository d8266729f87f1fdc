namespace Fathom.Evidence.Tracing;

/// <summary>What a trace says of itself: how much it looked at, what it missed, what it cost.</summary>
/// <param name="Elapsed">Since the session began.</param>
/// <param name="OlderThan">What lives counts only if it has lived so long; nought for all.</param>
/// <param name="Interval">Bytes between two samples, at the end.</param>
public sealed record TraceFigures(TimeSpan Elapsed, TimeSpan OlderThan, Bytes Interval)
{
    public long Samples { get; init; }

    public long Frees { get; init; }

    /// <summary>Samples that found no room, or came while the thread was in the probe already.</summary>
    public long Lost { get; init; }

    /// <summary>Addresses that came again although they had not been seen to be freed.</summary>
    public long Stale { get; init; }

    /// <summary>Calls that are led to the probe.</summary>
    public long Slots { get; init; }

    /// <summary>Calls that go to an allocator of somebody else's, and were left alone.</summary>
    public long ForeignSlots { get; init; }

    /// <summary>In the probe's slow path, of all threads.</summary>
    public TimeSpan Spent { get; init; }

    public TimeSpan LongestSample { get; init; }

    /// <summary>From the beginning until the calls were led to the probe.</summary>
    public TimeSpan LeadingIn { get; init; }

    /// <summary>Of that the JVM's own part, on the Attach Listener's thread: ids of methods most of all.</summary>
    public TimeSpan LeadingInJvm { get; init; }

    public bool TargetLives { get; init; }

    /// <summary>Null where the probe was at work.</summary>
    public KernelWork? Kernel { get; init; }

    /// <summary>A leak of so much a second is missed in one of twenty traces like this: it makes three samples on average.</summary>
    public Bytes SmallestRate => Elapsed <= TimeSpan.Zero ? Bytes.Zero : new Bytes((long)(3 * Interval.Value / Math.Max(1, (Elapsed - OlderThan).TotalSeconds)));
}
