namespace Fathom.Evidence.Container;

/// <summary>How often the limit hurt, since the cgroup was made.</summary>
public sealed record MemoryEvents
{
    /// <summary>Requests that met the limit: something had to be reclaimed first. memory.failcnt in version 1.</summary>
    public long? LimitMet { get; init; }

    /// <summary>Requests above memory.high.</summary>
    public long? Slowed { get; init; }

    /// <summary>Reclaiming was not enough; a kill may have followed.</summary>
    public long? OutOfMemory { get; init; }

    public long? Kills { get; init; }

    /// <summary>Somebody waits for memory now. Version 1 only.</summary>
    public bool? UnderOutOfMemory { get; init; }
}
