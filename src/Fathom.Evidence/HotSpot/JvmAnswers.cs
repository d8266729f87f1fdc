namespace Fathom.Evidence.HotSpot;

/// <summary>What a JVM answered when it was asked where its memory lies; a look that comes after joins it.</summary>
public sealed record JvmAnswers
{
    /// <summary>NMT's memory map; empty where NMT does not run at level detail.</summary>
    public IReadOnlyList<NmtRange> Nmt { get; init; } = [];

    public VmInfo? Info { get; init; }

    public MetaspaceReport? Metaspace { get; init; }

    public IReadOnlyList<Gap> Gaps { get; init; } = [];

    /// <summary>What the asking left in or beside the JVM.</summary>
    public IReadOnlyList<string> LeftBehind { get; init; } = [];
}
