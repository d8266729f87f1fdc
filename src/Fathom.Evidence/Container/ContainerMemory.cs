namespace Fathom.Evidence.Container;

/// <summary>
/// The memory cgroup whose limit bites the target, read in one go: without any limit its own cgroup. "Container" because
/// that is what people call it; it may be a pod's or a unit's.
/// </summary>
public sealed record ContainerMemory
{
    public required CgroupUsage Usage { get; init; }

    public MemoryStat Stat { get; init; } = new();

    /// <summary>The most it ever used; version 2 tells since Linux 5.19.</summary>
    public Bytes? Peak { get; init; }

    /// <summary>memory.high: from here on its processes are slowed down and memory is taken back, without a kill.</summary>
    public Bytes? SlowedFrom { get; init; }

    public Bytes? Swap { get; init; }

    public Bytes? SwapLimit { get; init; }

    public MemoryEvents Events { get; init; } = new();

    /// <summary>Null in version 1, which has none for a cgroup.</summary>
    public MemoryPressure? Pressure { get; init; }

    /// <summary>Its processes and those of the cgroups below, largest anonymous memory first; capped.</summary>
    public IReadOnlyList<ContainerProcess> Processes { get; init; } = [];

    /// <summary>
    /// Processes that were named but not read: beyond the cap, ended meanwhile, or of a pid namespace that is not ours.
    /// Null where no list could be read at all.
    /// </summary>
    public int? ProcessesUnread { get; init; }

    /// <summary>Itself and all below.</summary>
    public int Cgroups { get; init; } = 1;

    /// <summary>Of the machine, whatever of them we may use; null where only files of it were saved.</summary>
    public int? Processors { get; init; }

    /// <summary>What Kubernetes calls the working set, and evicts by: usage without inactive page cache.</summary>
    public Bytes? WorkingSet =>
        Stat.InactiveFile is { } inactive ? new Bytes(Math.Max(0, Usage.Usage.Value - inactive.Value)) : null;

    /// <summary>
    /// How far usage may be ahead of what it is made of: each processor takes 64 pages in advance for a cgroup, and may
    /// hold such for seven of them (MEMCG_CHARGE_BATCH and NR_MEMCG_STOCK of mm/memcontrol.c).
    /// </summary>
    public Bytes? ChargedAhead =>
        Processors is { } processors ? Bytes.FromPages(64L * processors * Math.Clamp(Cgroups, 1, 7)) : null;
}
