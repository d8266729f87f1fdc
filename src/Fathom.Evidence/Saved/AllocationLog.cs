using Fathom.Evidence.HotSpot;

namespace Fathom.Evidence.Saved;

/// <summary>What a malloc hook, ltrace or glibc's mtrace wrote: each block asked for and given back.</summary>
public sealed record AllocationLog
{
    public long Lines { get; init; }

    public IReadOnlyList<CallCount> Calls { get; init; } = [];

    public string? FirstTime { get; init; }

    public string? LastTime { get; init; }

    /// <summary>Asked for in all.</summary>
    public Bytes Allocated { get; init; }

    /// <summary>Asked for and not given back by the log's end.</summary>
    public Bytes Live { get; init; }

    public long LiveBlocks { get; init; }

    /// <summary>Of so many live blocks one was kept, and stands for the others; 1 where all were.</summary>
    public int OneOf { get; init; } = 1;

    /// <summary>Given back, but asked for before the log began.</summary>
    public long FreedOfBefore { get; init; }

    /// <summary>Blocks at an address that still was taken: what gave it back is not in the log.</summary>
    public long Missed { get; init; }

    /// <summary>By how much is left of what they asked for.</summary>
    public IReadOnlyList<Requester> Threads { get; init; } = [];

    /// <summary>The same by the address or function that the call came from; empty where the log has none.</summary>
    public IReadOnlyList<Requester> Sites { get; init; } = [];

    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];
}

/// <summary>A thread or a place in the code that asks for blocks.</summary>
/// <param name="Tid">Null for a place, and in a log that names no threads.</param>
/// <param name="Site">Null for a thread.</param>
public sealed record Requester(int? Tid, string? Site)
{
    /// <summary>Of any kind, frees too: what `awk '{print $1}' | sort | uniq -c` counts.</summary>
    public long Calls { get; init; }

    public Bytes Allocated { get; init; }

    public Bytes Live { get; init; }

    public long LiveBlocks { get; init; }
}
