namespace Fathom.Evidence.HotSpot;

/// <summary>GC.finalizer_info: objects that wait to be finalized.</summary>
public sealed record FinalizerInfo
{
    public IReadOnlyList<WaitingClass> Waiting { get; init; } = [];

    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];
}
