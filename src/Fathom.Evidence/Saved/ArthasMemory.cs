using Fathom.Evidence.HotSpot;

namespace Fathom.Evidence.Saved;

/// <summary>The table of memory in Arthas' dashboard, and what its command memory prints.</summary>
public sealed record ArthasMemory
{
    public IReadOnlyList<ArthasSpace> Spaces { get; init; } = [];

    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];
}

/// <param name="Name">"heap", "ps_eden_space", "nonheap", "metaspace", "direct", as printed.</param>
/// <param name="Total">Committed; the capacity of buffers.</param>
/// <param name="Max">Null for none (-1).</param>
public sealed record ArthasSpace(string Name, RoundedSize Used, RoundedSize Total, RoundedSize? Max);
