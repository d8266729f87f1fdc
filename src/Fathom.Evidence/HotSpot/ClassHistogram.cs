namespace Fathom.Evidence.HotSpot;

/// <summary>GC.class_histogram: objects by class. Without -all it is of live objects, after a full GC.</summary>
public sealed record ClassHistogram
{
    public IReadOnlyList<ClassCount> Classes { get; init; } = [];

    public long? TotalInstances { get; init; }

    public Bytes? TotalBytes { get; init; }

    /// <summary>By the command above it: after a full collection, or of all objects; null where nothing says which.</summary>
    public bool? IsLive { get; init; }

    /// <summary>A class that is not in it has no objects: it was neither cut nor filtered, as its own total shows.</summary>
    public bool IsWhole => TotalInstances is { } total && Classes.Aggregate(Int128.Zero, (sum, row) => sum + row.Instances) == total;

    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];
}
