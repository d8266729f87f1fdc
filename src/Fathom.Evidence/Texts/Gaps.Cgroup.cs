namespace Fathom.Evidence;

public static partial class Gaps
{
    public static readonly GapText NoMemoryCgroup = new("no-memory-cgroup",
        "the process is in no memory cgroup",
        "there is no limit and no usage of a container to show",
        "nothing; on a host without the memory controller this is normal");

    public static readonly GapText CgroupUnreadable = new("cgroup-unreadable",
        "the files of the process's memory cgroup are not visible from here",
        "limit and usage of its container are not known",
        "run on the host, or in the container itself");

    public static readonly GapText NoHeadroom = new("no-headroom",
        "only {0} are left before the kernel kills in this cgroup; fathom needs about {1}",
        "fathom stopped before it could cause the kill",
        "run it outside the container (on the node: fathom PID), or in an ephemeral container beside it",
        ExitCode.GuardRail);

    public static readonly GapText MemoryUsedUp = new("memory-used-up",
        "fathom keeps itself to {0} of memory here, and what it was asked for needs more",
        "what needed it was not read; nothing was changed",
        "run it where there is more room (captures and saved texts can be judged anywhere), or give it fewer files at once",
        ExitCode.GuardRail);

    static IReadOnlyList<GapText> Cgroup => [NoMemoryCgroup, CgroupUnreadable, NoHeadroom, MemoryUsedUp];
}
