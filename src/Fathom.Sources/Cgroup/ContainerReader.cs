using Fathom.Evidence;
using Fathom.Evidence.Container;

namespace Fathom.Sources.Cgroup;

/// <summary>All that a cgroup tells of its memory; its processes apart.</summary>
static class ContainerReader
{
    /// <summary>Null where its figures have gone meanwhile.</summary>
    public static ContainerMemory? Read(CgroupAt found)
    {
        (ICgroupFiles files, string folder, CgroupUsage usage) = found;
        byte[] stat = ReadFile(found, "memory.stat");
        if (CgroupLevels.Usage(usage.Version, files, folder, usage.Path) is not { } now)
            return null;
        ContainerMemory container = new()
        {
            Usage = usage.LimitIsAbove ? now with { Limit = usage.Limit, LimitIsAbove = true } : now,
            Stat = MemoryStatText.Parse(stat, usage.Version),
        };
        return usage.Version == 1 ? WithFirst(container, found) : WithSecond(container, found);
    }

    static ContainerMemory WithFirst(ContainerMemory container, CgroupAt found) => container with
    {
        Stat = container.Stat with
        {
            Kernel = Amount(found, "memory.kmem.usage_in_bytes"),
            Sockets = Amount(found, "memory.kmem.tcp.usage_in_bytes"),
        },
        Peak = Amount(found, "memory.max_usage_in_bytes"),
        Swap = container.Stat.Swap,
        Events = MemoryEventsText.ParseFirst(ReadFile(found, "memory.oom_control"), ReadFile(found, "memory.failcnt")),
    };

    static ContainerMemory WithSecond(ContainerMemory container, CgroupAt found) => container with
    {
        Peak = Amount(found, "memory.peak"),
        SlowedFrom = Amount(found, "memory.high"),
        Swap = Amount(found, "memory.swap.current"),
        SwapLimit = Amount(found, "memory.swap.max"),
        Events = MemoryEventsText.Parse(ReadFile(found, "memory.events")),
        Pressure = MemoryPressureText.Parse(ReadFile(found, "memory.pressure")),
    };

    static Bytes? Amount(CgroupAt found, string name) =>
        CgroupText.ParseAmount(ReadFile(found, name)) is { Value: <= Limits.ContainerAmount } amount ? amount : null;

    static byte[] ReadFile(CgroupAt found, string name) =>
        found.Files.Read(CgroupLevels.In(found.Folder, name), Limits.CgroupFileBytes) ?? [];
}
