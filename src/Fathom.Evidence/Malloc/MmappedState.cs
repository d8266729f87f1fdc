namespace Fathom.Evidence.Malloc;

/// <summary>Chunks with mappings of their own, one for each large request.</summary>
public sealed record MmappedState
{
    public ChunkTotal Chunks { get; init; }

    public Bytes Resident { get; init; }

    public Bytes Swapped { get; init; }

    /// <summary>Asked for and never written to.</summary>
    public Bytes Untouched => Chunks.Bytes - Resident - Swapped;

    /// <summary>Against malloc's own counters, where those were found.</summary>
    public WalkProof Proof { get; init; } = WalkProof.Clean;
}
