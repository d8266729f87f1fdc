using Fathom.Evidence.HotSpot;

namespace Fathom.Evidence.Saved;

/// <summary>malloc_stats(3) of glibc.</summary>
public sealed record MallocStats
{
    public IReadOnlyList<MallocStatsArena> Arenas { get; init; } = [];

    /// <summary>All arenas and what is mapped for single blocks.</summary>
    public Bytes? System { get; init; }

    public Bytes? InUse { get; init; }

    /// <summary>The most that was mapped for single blocks at any time; how much is now, it does not say.</summary>
    public Bytes? MostMapped { get; init; }

    public long? MostMappings { get; init; }

    /// <summary>It counts in 32 bits, so that a sum above 4 GiB begins anew.</summary>
    public bool MayHaveWrapped { get; init; }

    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];
}

public readonly record struct MallocStatsArena(int Number, Bytes System, Bytes InUse);

/// <summary>malloc_stats_print of jemalloc: its totals and what it was told to do.</summary>
public sealed record JemallocStats
{
    public string? Version { get; init; }

    /// <summary>What the program asked for.</summary>
    public Bytes? Allocated { get; init; }

    /// <summary>Pages with any of it in them.</summary>
    public Bytes? Active { get; init; }

    public Bytes? Metadata { get; init; }

    /// <summary>The most that can be in memory: active, metadata and unused dirty pages.</summary>
    public Bytes? Resident { get; init; }

    public Bytes? Mapped { get; init; }

    /// <summary>Address space kept for later, not in memory.</summary>
    public Bytes? Retained { get; init; }

    /// <summary>"opt.narenas" and its value, as written.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];
}

/// <summary>The MALLOC: block of tcmalloc (MALLOCSTATS=1, GetStats).</summary>
public sealed record TcmallocStats
{
    public Bytes? InUse { get; init; }

    public Bytes? PageHeapFree { get; init; }

    /// <summary>Central, transfer and thread caches together.</summary>
    public Bytes? Cached { get; init; }

    public Bytes? Metadata { get; init; }

    /// <summary>Its own sum of the above: memory and swap.</summary>
    public Bytes? Actual { get; init; }

    public Bytes? Released { get; init; }

    public Bytes? Virtual { get; init; }

    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];
}
