namespace Fathom.Evidence.HotSpot;

/// <summary>GC.class_histogram: objects by class. Without -all it is of live objects, after a full GC.</summary>
public sealed record ClassHistogram
{
    public IReadOnlyList<ClassCount> Classes { get; init; } = [];

    public long? TotalInstances { get; init; }

    public Bytes? TotalBytes { get; init; }

    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];
}
