namespace Fathom.Evidence.HotSpot;

/// <summary>A code heap's figures and place.</summary>
public sealed record CodeHeap(string Name, Bytes Size, Bytes Used, Bytes MaxUsed, Bytes Free)
{
    /// <summary>From its low to its high bound; null for a total.</summary>
    public AddressRange? Reserved { get; init; }

    /// <summary>From its low bound to where memory is committed.</summary>
    public AddressRange? Committed { get; init; }
}
