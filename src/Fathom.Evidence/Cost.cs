namespace Fathom.Evidence;

/// <summary>What looking cost, and whom.</summary>
/// <param name="TargetDelayed">The longest time that one of our calls may have held the target's mmap lock.</param>
/// <param name="LeftBehind">What stays in or beside the target after we are gone.</param>
public sealed record Cost(
    TimeSpan Wall, TimeSpan TargetStopped, TimeSpan TargetDelayed, Bytes MemoryRead, IReadOnlyList<string> LeftBehind)
{
    public static Cost None { get; } = new(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, Bytes.Zero, []);

    /// <summary>The most that fathom itself had in memory; null where it was not measured.</summary>
    public Bytes? OwnPeak { get; init; }
}
