namespace Fathom.Evidence.HotSpot;

/// <summary>Of which JVM a saved report is, and when it was taken: what fathom writes above the JVM's own text.</summary>
/// <param name="Start">Start time of the process in clock ticks since boot: with the pid, no other process has it.</param>
public sealed record NmtHead(DateTimeOffset TakenAt, int Pid, ulong Start, string? Jvm)
{
    public bool IsSameProcess(NmtHead other) => Pid == other.Pid && Start == other.Start;
}
