namespace Fathom.Evidence.HotSpot;

/// <summary>System.trim_native_heap: what malloc_trim(3) gave back.</summary>
/// <param name="Before">Resident and swapped bytes; 11 prints them apart, they are added here.</param>
public sealed record TrimResult(Bytes Before, Bytes After)
{
    public Bytes Returned => Before - After;

    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];
}
