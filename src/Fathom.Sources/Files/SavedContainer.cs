using Fathom.Evidence;
using Fathom.Evidence.Saved;

namespace Fathom.Sources.Files;

/// <summary>Limit and usage of the container, where no file of a cgroup says them: by the kernel's record of a kill, or by who runs the container.</summary>
static class SavedContainer
{
    public static Snapshot Join(Snapshot snapshot, SavedTexts saved)
    {
        snapshot = WithKilled(snapshot, saved);
        if (snapshot.Cgroup is not null)
            return snapshot;
        if (saved.Of<KernelKills>().SelectMany(log => log.Kills).LastOrDefault(kill => kill.Memory is not null && IsOf(kill, snapshot)) is { Memory: { } memory } kill)
            return snapshot with { Cgroup = new CgroupUsage(kill.MemoryAndSwap is null ? 2 : 1, kill.Cgroup ?? "/", memory.Limit, memory.Usage, Bytes.Zero) };
        // Of several containers nothing says which is this JVM's.
        ContainerState[] containers = [.. saved.Of<ContainerStates>().SelectMany(states => states.Containers).Where(each => each.MemoryLimit is not null)];
        if (containers is [{ MemoryLimit: { } limit } one] && (one.MemoryUsed?.Value ?? snapshot.Status.Resident) is { } used)
            return snapshot with { Cgroup = new CgroupUsage(2, "/", limit.Value, used, Bytes.Zero) };
        return RecordedFigures.Container(saved) is { } recorded ? snapshot with { Cgroup = recorded } : snapshot;
    }

    static bool IsOf(KernelKill kill, Snapshot snapshot) =>
        snapshot.Status.Pid is not { } pid || kill.Killed.Count == 0 || kill.Killed.Any(each => each.Pid == pid) || kill.Candidates.Any(each => each.Pid == pid);

    /// <summary>What the kernel counted when it killed the process: the last that is known of it.</summary>
    static Snapshot WithKilled(Snapshot snapshot, SavedTexts saved)
    {
        KilledProcess? killed = saved.Of<KernelKills>().SelectMany(log => log.Kills).SelectMany(kill => kill.Killed)
            .LastOrDefault(each => snapshot.Status.Pid is { } pid ? each.Pid == pid : each.Name == "java");
        ProcessStatus status = snapshot.Status;
        return killed is null ? snapshot : snapshot with
        {
            Status = status with
            {
                Pid = status.Pid ?? killed.Pid,
                Resident = status.Resident ?? killed.Resident,
                ResidentAnonymous = status.ResidentAnonymous ?? killed.Anonymous,
                ResidentFile = status.ResidentFile ?? killed.File,
                ResidentShared = status.ResidentShared ?? killed.Shared,
                Size = status.Size ?? killed.Virtual,
                PageTables = status.PageTables ?? killed.PageTables,
            },
        };
    }
}
