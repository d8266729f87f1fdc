namespace Fathom.Evidence;

/// <summary>One reading of a JVM's counters, with whose they are and what could not be read.</summary>
public sealed record JvmCounters(
    DateTimeOffset TakenAt, Target Target, PerfData Data, IReadOnlyList<Gap> Gaps, Cost Cost);

/// <summary>One question to a JVM and what came back.</summary>
public sealed record JvmAnswer(
    DateTimeOffset TakenAt, Target Target, string Command, PriceTag Price, int Code, string Text, IReadOnlyList<Gap> Gaps, Cost Cost);
