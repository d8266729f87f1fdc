namespace Fathom.Evidence.Malloc;

/// <summary>How far a walk can be believed, from best to worst.</summary>
public enum WalkOutcome
{
    /// <summary>All checks hold at the first try.</summary>
    Clean,

    /// <summary>All checks hold, after parts were read again because they changed meanwhile.</summary>
    Retried,

    /// <summary>Some check does not hold, or some chunks could not be told: figures are near the truth.</summary>
    Approximate,

    /// <summary>No figures: they would mean nothing.</summary>
    Failed,
}

/// <summary>What a walk can be held against.</summary>
public enum WalkCheckKind
{
    /// <summary>Bytes of all chunks, top and headers; malloc's count of what the arena has.</summary>
    SystemMemory,

    /// <summary>Sum of the heaps' sizes; malloc's count of what the arena has.</summary>
    HeapSizes,

    /// <summary>Heaps whose chain of chunks should end at the top or at a fencepost; those that do.</summary>
    ChainEnds,

    /// <summary>Free chunks; those whose size stands at their other end, too.</summary>
    BoundaryTags,

    /// <summary>Free chunks and list heads that the lists should name; those they do, forwards and backwards.</summary>
    FreeLists,

    /// <summary>Chunks in fast bins; those of them that the walk met with the right size.</summary>
    Fastbins,

    /// <summary>Chunks in threads' caches; those of them that the walk met with the right size.</summary>
    Tcache,

    /// <summary>Mmapped chunks by malloc's count; those found.</summary>
    MmappedCount,

    /// <summary>Bytes of mmapped chunks by malloc's count; those found.</summary>
    MmappedBytes,
}

/// <summary>One check: two figures that must be equal.</summary>
public readonly record struct WalkCheck(WalkCheckKind Kind, long Expected, long Found)
{
    public bool Holds => Expected == Found;
}

/// <summary>The evidence that a walk's figures are right.</summary>
public sealed record WalkProof(WalkOutcome Outcome, IReadOnlyList<WalkCheck> Checks)
{
    public static WalkProof Clean { get; } = new(WalkOutcome.Clean, []);

    /// <summary>How often a part was read again.</summary>
    public int Retries { get; init; }

    /// <summary>The arena changed during the walk: its figures are of no single moment, and its lists were not held against it.</summary>
    public bool HasMoved { get; init; }

    /// <summary>Where the chain of chunks first broke for good; null where it did not.</summary>
    public Address? BrokenAt { get; init; }

    /// <summary>Why it is not clean, in words; null where it is.</summary>
    public Gap? Why { get; init; }
}
