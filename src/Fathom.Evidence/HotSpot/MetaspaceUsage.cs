namespace Fathom.Evidence.HotSpot;

/// <summary>How full metaspace's chunks are. What a version or an option does not print is null.</summary>
public sealed record MetaspaceUsage(Bytes Used)
{
    public long? Chunks { get; init; }

    public Bytes? Capacity { get; init; }

    public Bytes? Committed { get; init; }

    public Bytes? Free { get; init; }

    public Bytes? Waste { get; init; }
}
