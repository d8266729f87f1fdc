namespace Fathom.Evidence.Census;

/// <summary>
/// The live chunks of malloc in groups of the same kind, what of them points to what, and who refers to them. It names
/// places and never owners: whose a group is follows from its words (accounting).
/// </summary>
public sealed record ChunkCensus
{
    /// <summary>
    /// By number. The first three are not found by marks: 0 is empty (it stands for chunks that are not live), 1 is of live
    /// chunks that were not looked at, 2 of those for which there was no number left.
    /// </summary>
    public IReadOnlyList<ChunkGroup> Groups { get; init; } = [];

    /// <summary>Links from chunk to chunk, summed by the groups that they join.</summary>
    public IReadOnlyList<GroupEdge> Edges { get; init; } = [];

    /// <summary>Links from what is no chunk: a library's data, the JVM's own structures, stacks.</summary>
    public IReadOnlyList<GroupRoot> Roots { get; init; } = [];

    /// <summary>Java objects that hold chunks' addresses; null where the heap was not looked through.</summary>
    public HolderScan? Holders { get; init; }

    /// <summary>From where each group can be reached; null where nobody asked.</summary>
    public ReachScan? Reach { get; init; }

    public required CensusScan Scan { get; init; }
}

/// <summary>How far the chunks were looked through.</summary>
/// <param name="Chunks">All live chunks of the walk, looked at or not.</param>
/// <param name="Looked">Those that were sorted into groups by what is in them.</param>
/// <param name="Read">Bytes of theirs that were read.</param>
/// <param name="Absent">Bytes of live chunks in swap, or never touched.</param>
public sealed record CensusScan(Malloc.ChunkTotal Chunks, Malloc.ChunkTotal Looked, Bytes Read, Bytes Absent, TimeSpan Took)
{
    /// <summary>Counts are estimates with an error.</summary>
    public bool IsSampled { get; init; }

    /// <summary>There were more kinds than are kept apart: the last group holds what was left.</summary>
    public bool IsFull { get; init; }
}
