namespace Fathom.Evidence.Malloc;

/// <summary>Settings and counters that all arenas share (struct malloc_par, the variable mp_ of malloc/malloc.c).</summary>
public sealed record MallocParameters
{
    /// <summary>MALLOC_ARENA_MAX; 0 where nobody set it: then eight arenas for each core.</summary>
    public long ArenaMax { get; init; }

    /// <summary>Requests from here on get a mapping of their own. It grows to what was freed, up to 32 MiB.</summary>
    public Bytes MmapThreshold { get; init; }

    public Bytes TrimThreshold { get; init; }

    public Bytes TopPad { get; init; }

    /// <summary>Whether the threshold stays where a setting put it.</summary>
    public bool IsThresholdFixed { get; init; }

    /// <summary>The huge page size that malloc takes memory in, by glibc.malloc.hugetlb=2; else zero.</summary>
    public Bytes HugePage { get; init; }

    public long MmappedCount { get; init; }

    public long MaxMmappedCount { get; init; }

    public Bytes Mmapped { get; init; }

    public Bytes MaxMmapped { get; init; }
}
