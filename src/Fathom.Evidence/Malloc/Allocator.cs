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

/// <summary>Which allocator it is, and how that is known.</summary>
/// <param name="Library">The mapped file it is in; null where it could not be told.</param>
/// <param name="Version">As its own file says it; null where it does not.</param>
public sealed record Allocator(AllocatorKind Kind, string? Library, string? Version)
{
    public static Allocator Unknown { get; } = new(AllocatorKind.Unknown, null, null);
}
