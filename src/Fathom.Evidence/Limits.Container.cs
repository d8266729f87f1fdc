namespace Fathom.Evidence;

public static partial class Limits
{
    /// <summary>1 PiB: more than any machine has, and sums over all processes of a garbled file stay in 63 bits.</summary>
    public const long ContainerAmount = 1L << 50;

    /// <summary>memory.stat has 70 lines, an events file ten.</summary>
    public const int CgroupFileBytes = 64 * 1024;

    /// <summary>cgroup.procs: a line a process, pid_max is 4,194,304 at most.</summary>
    public const int CgroupProcsBytes = 4 * 1024 * 1024;

    /// <summary>Cgroups below one that are looked into for processes.</summary>
    public const int Cgroups = 4096;

    /// <summary>Processes of a container whose sizes are read, 20 µs each; the others are counted.</summary>
    public const int ContainerProcesses = 2000;

    /// <summary>Of these, asked for their shares of memory: each look holds that process's memory lock.</summary>
    public const int ContainerShares = 64;
}
