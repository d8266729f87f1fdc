namespace Fathom.Evidence.HotSpot;

/// <summary>A heap, a generation, or a space of one.</summary>
/// <param name="Depth">0 for a heap or a generation, 1 for its spaces.</param>
/// <param name="Committed">What HotSpot calls total or capacity.</param>
/// <param name="Used">Null where only a share in percent is printed.</param>
public sealed record ReportedSpace(string Name, int Depth, Bytes Committed, Bytes? Used)
{
    /// <summary>Reserved or greatest size, where it is printed.</summary>
    public Bytes? Max { get; init; }

    public int? UsedPercent { get; init; }

    public Address? Start { get; init; }

    /// <summary>The end of what is used (spaces) or committed (generations).</summary>
    public Address? Top { get; init; }

    public Address? End { get; init; }

    public AddressRange? Range => Start is { } start && End is { } end && start <= end ? new(start, end) : null;
}
