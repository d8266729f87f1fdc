namespace Fathom.Evidence.Container;

/// <summary>
/// memory.pressure: for which share of the time some, or all, of its tasks that had work waited for memory
/// (Documentation/accounting/psi.rst).
/// </summary>
public sealed record MemoryPressure(MemoryStall Some, MemoryStall Full);

/// <summary>Shares in percent over 10 s, 1 min and 5 min; the total since the cgroup was made.</summary>
public readonly record struct MemoryStall(double Over10Seconds, double OverMinute, double OverFiveMinutes, TimeSpan Total);
