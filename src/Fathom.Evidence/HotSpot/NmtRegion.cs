namespace Fathom.Evidence.HotSpot;

/// <summary>A reservation in the virtual memory map of a detail report.</summary>
/// <param name="Tag">As printed; null where the line was cut before it.</param>
/// <param name="IsCommitted">"reserved and committed": all of it. Its parts may say so once more.</param>
public sealed record NmtRegion(AddressRange Range, string? Tag, bool IsCommitted)
{
    public IReadOnlyList<NmtFrame> Stack { get; init; } = [];

    public IReadOnlyList<NmtCommitted> Parts { get; init; } = [];

    public string? Key => Tag is null ? null : NmtTag.KeyOf(Tag);
}
