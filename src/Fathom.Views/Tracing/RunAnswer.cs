using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Views.Tracing;

/// <summary>A process of the program.</summary>
/// <param name="Trace">Null where nothing of it was sampled.</param>
/// <param name="Nmt">The JVM's own account as it ended; null where it was not asked for, or keeps none.</param>
public sealed record RunProcess(string Name, int? Pid, TraceAnswer? Trace, NmtReport? Nmt);

/// <summary>A program that was run under the probe, with all its processes that took it up.</summary>
/// <param name="Command">Secrets masked.</param>
/// <param name="ExitCode">Null where it runs on.</param>
public sealed record RunAnswer(string Command, TimeSpan Elapsed, int? ExitCode, IReadOnlyList<RunProcess> Processes, IReadOnlyList<Gap> Gaps, Cost Cost)
{
    public DateTimeOffset TakenAt { get; init; } = DateTimeOffset.UtcNow;
}
