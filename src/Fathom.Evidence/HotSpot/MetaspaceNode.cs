namespace Fathom.Evidence.HotSpot;

/// <summary>A reservation of metaspace, and which parts of it are committed.</summary>
/// <param name="Used">Root chunks handed out, in steps of 4 or 16 MB: no use of memory.</param>
public sealed record MetaspaceNode(bool IsClassSpace, AddressRange Range, Bytes Committed, Bytes? Used)
{
    public IReadOnlyList<AddressRange> CommittedRanges { get; init; } = [];
}
