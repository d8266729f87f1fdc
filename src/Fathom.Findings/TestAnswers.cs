using Fathom.Evidence.HotSpot;

namespace Fathom.Findings;

/// <summary>What the JVM answered to the questions of a test; null is: not asked, or no answer.</summary>
public sealed record TestAnswers
{
    public FinalizerInfo? Finalizers { get; init; }

    public ThreadDump? Threads { get; init; }

    /// <summary>Native memory tracking with its call sites.</summary>
    public NmtReport? Tracking { get; init; }
}

/// <summary>What answers show of a finding, in sentences with their figures.</summary>
public sealed record Shown(Outcome Outcome, params IReadOnlyList<string> Said)
{
    public static Shown Nothing { get; } = new(Outcome.CannotTell, "the JVM's answer does not say it");
}
