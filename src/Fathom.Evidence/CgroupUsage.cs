namespace Fathom.Evidence;

/// <summary>What the kernel charges the target's memory cgroup, and the tightest limit on its way to the root.</summary>
public sealed record CgroupUsage(int Version, string Path, Bytes? Limit, Bytes Usage, Bytes Reclaimable)
{
    /// <summary>All of the machine and no container.</summary>
    public bool IsRoot { get; init; }

    /// <summary>The limit stands further up, on a cgroup that is not visible from here; others may use up to it, too.</summary>
    public bool LimitIsAbove { get; init; }

    /// <summary>How much can still be taken before the kernel kills; null without a limit.</summary>
    public Bytes? Headroom => Limit is { } limit
        ? new Bytes(Math.Max(0, limit.Value - Math.Max(0, Usage.Value - Reclaimable.Value)))
        : null;
}
