namespace Fathom.Evidence.Malloc;

/// <summary>Who answers malloc in the target.</summary>
public enum AllocatorKind
{
    Unknown,
    Glibc,
    Musl,
    Jemalloc,
    Tcmalloc,
    Mimalloc,
}

/// <summary>How an allocator was recognised, from best to worst.</summary>
public enum AllocatorGround
{
    /// <summary>By its own structures in memory.</summary>
    Structures,

    /// <summary>By functions that its image exports and no other allocator has.</summary>
    Exports,

    /// <summary>By texts in its image's read-only data: linked into something else, under names that are not exported.</summary>
    Texts,

    FileName,
}

/// <summary>Which allocator it is, and how that is known.</summary>
/// <param name="Library">The mapped file it is in; null where it could not be told.</param>
/// <param name="Version">As its own code or data says it; null where they do not.</param>
public sealed record Allocator(AllocatorKind Kind, string? Library, string? Version)
{
    public AllocatorGround Ground { get; init; }

    /// <summary>The loader finds its malloc first, so that everybody's calls go there.</summary>
    public bool IsFirst { get; init; }

    public static Allocator Unknown { get; } = new(AllocatorKind.Unknown, null, null);
}
