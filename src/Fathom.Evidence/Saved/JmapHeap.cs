using Fathom.Evidence.HotSpot;

namespace Fathom.Evidence.Saved;

/// <summary>jmap -heap of JDK 8 and jhsdb jmap --heap of later ones.</summary>
public sealed record JmapHeap
{
    /// <summary>"Garbage-First (G1) GC with 2 thread(s)".</summary>
    public string? Collector { get; init; }

    /// <summary>"Heap Configuration": sizes in bytes, ratios as they are; what is unlimited is left out.</summary>
    public IReadOnlyList<NamedSize> Settings { get; init; } = [];

    public IReadOnlyList<JmapSpace> Spaces { get; init; } = [];

    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];
}

/// <summary>A heap, a generation or a space of one; they overlap as the collector prints them.</summary>
public sealed record JmapSpace(string Name)
{
    public Bytes? Capacity { get; init; }

    public Bytes? Used { get; init; }

    public Bytes? Free { get; init; }

    public Bytes? Max { get; init; }
}
