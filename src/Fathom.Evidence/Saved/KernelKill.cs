using Fathom.Evidence.Container;
using Fathom.Evidence.HotSpot;

namespace Fathom.Evidence.Saved;

/// <summary>What a kernel's log says of processes that it killed for want of memory.</summary>
public sealed record KernelKills
{
    public IReadOnlyList<KernelKill> Kills { get; init; } = [];

    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];
}

/// <summary>One time that memory ran out. Of a log that was searched for one word, most of this is missing.</summary>
public sealed record KernelKill
{
    /// <summary>As the log prints it: "Nov 21 23:55:10", "Sat Nov 21 23:55:10 2026", an ISO date.</summary>
    public string? When { get; init; }

    /// <summary>Since the machine started.</summary>
    public TimeSpan? Uptime { get; init; }

    /// <summary>Whose request for a page was one too many; seldom the one that has most.</summary>
    public string? Invoker { get; init; }

    public KillScope Scope { get; init; }

    /// <summary>The cgroup whose limit was met, and the one that the killed process was in, at or below it.</summary>
    public string? Cgroup { get; init; }

    public string? VictimCgroup { get; init; }

    public CgroupCounter? Memory { get; init; }

    /// <summary>Version 1 counts swap on top of memory, version 2 alone.</summary>
    public CgroupCounter? MemoryAndSwap { get; init; }

    public CgroupCounter? Swap { get; init; }

    public CgroupCounter? Kernel { get; init; }

    /// <summary>memory.stat of the cgroup at that moment, all below it too.</summary>
    public MemoryStat? Stat { get; init; }

    /// <summary>The kernel's table of who could have been killed: in a cgroup, everybody in it.</summary>
    public IReadOnlyList<KillCandidate> Candidates { get; init; } = [];

    /// <summary>One, or all of the cgroup (memory.oom.group).</summary>
    public IReadOnlyList<KilledProcess> Killed { get; init; } = [];
}

public enum KillScope
{
    Unknown,
    Machine,
    Cgroup,

    /// <summary>Some of the machine's nodes only, by a cpuset or a memory policy.</summary>
    Nodes,
}

/// <summary>"memory: usage 98304kB, limit 98304kB, failcnt 44"; a limit as large as the type is none.</summary>
public readonly record struct CgroupCounter(Bytes Usage, Bytes? Limit, long Failures);

/// <summary>A row of the table, which counts pages; here they are bytes.</summary>
public sealed record KillCandidate(int Pid, string Name)
{
    public Bytes? Virtual { get; init; }

    public Bytes? Resident { get; init; }

    /// <summary>Since Linux 6.7 the table has the three kinds apart.</summary>
    public Bytes? Anonymous { get; init; }

    public Bytes? File { get; init; }

    public Bytes? Shared { get; init; }

    public Bytes? PageTables { get; init; }

    public Bytes? Swap { get; init; }

    public long? ScoreAdjustment { get; init; }
}

/// <summary>"Killed process 7488 (java) total-vm:2512732kB, anon-rss:97408kB, …"; older kernels print less.</summary>
public sealed record KilledProcess(int Pid, string Name)
{
    public Bytes? Virtual { get; init; }

    public Bytes? Anonymous { get; init; }

    public Bytes? File { get; init; }

    public Bytes? Shared { get; init; }

    public Bytes? PageTables { get; init; }

    public long? ScoreAdjustment { get; init; }

    /// <summary>The sum of what it had in memory; null where a part is not told.</summary>
    public Bytes? Resident => Anonymous is { } anonymous && File is { } file ? anonymous + file + (Shared ?? Bytes.Zero) : null;
}
