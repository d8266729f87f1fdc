namespace Fathom.Evidence.HotSpot;

/// <summary>A committed part of a reservation.</summary>
public sealed record NmtCommitted(AddressRange Range)
{
    public IReadOnlyList<NmtFrame> Stack { get; init; } = [];
}
