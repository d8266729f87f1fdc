using Fathom.Evidence;
using Fathom.Evidence.Container;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Cgroup;

/// <summary>The same figures from a folder of saved files: the controller's own, beside those of /proc.</summary>
static class CgroupFiles
{
    public static Result<CgroupUsage> Read(IProcFiles files) => Find(files).Then<CgroupUsage>(found => found.Usage);

    /// <param name="status">Of the process whose files they are: the only one that is known of.</param>
    public static ContainerMemory? ReadContainer(IProcFiles files, ProcessStatus status)
    {
        if (!Find(files).Try(out CgroupAt? found, out _))
            return null;
        ContainerMemory? read = ContainerReader.Read(found);
        return read is null || status.ResidentAnonymous is null ? read
            : read with { Processes = [ContainerProcesses.Of(status.Pid ?? 0, status) with { IsTarget = true }] };
    }

    static Result<CgroupAt> Find(IProcFiles files)
    {
        SavedCgroupFiles saved = new(files);
        int version = saved.Read("memory.current", 256) is null ? 1 : 2;
        return CgroupLevels.Usage(version, saved, "", "/") is { } usage
            ? new CgroupAt(saved, "", usage)
            : Gaps.CgroupUnreadable.At(files.Place);
    }
}
