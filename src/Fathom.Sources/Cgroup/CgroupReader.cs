using Fathom.Evidence;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Cgroup;

/// <summary>
/// Limit and usage of the memory cgroup that a process is in. A limit may stand on any cgroup between it and the root
/// (a pod's around its containers'); the tightest is the one that kills.
/// </summary>
public sealed class CgroupReader(string systemRoot = "")
{
    readonly CgroupMounts _mounts = new(systemRoot);

    public Result<CgroupUsage> Read(IProcFiles process)
    {
        if (!Find(process).Try(out CgroupAt? found, out Gap? gap))
            return gap;
        using (found)
            return found.Usage;
    }

    internal Result<CgroupAt> Find(IProcFiles process)
    {
        Result<byte[]> membership = process.Read("cgroup", 64 * 1024);
        if (!membership.Ok)
            return membership.Gap!;
        if (CgroupText.ParseMembership(membership.Value) is not { } place)
            return Gaps.NoMemoryCgroup.At(process.Place + "/cgroup");
        bool atRoot = false;
        foreach ((ICgroupFiles files, string path) in _mounts.Of(place, process))
        {
            if (CgroupLevels.Tightest(place.Version, files, path) is { } found)
                return found;
            atRoot |= path == "/" && IsRootOfSecond(files);
            files.Dispose();
        }
        return (atRoot ? Gaps.NoMemoryCgroup : Gaps.CgroupUnreadable).At(place.Path);
    }

    /// <summary>cgroup.events is in every cgroup but the root, which has no figures of memory either (cgroup-v2.rst).</summary>
    static bool IsRootOfSecond(ICgroupFiles files) =>
        files.Read("cgroup.procs", Limits.CgroupProcsBytes) is not null && files.Read("cgroup.events", Limits.CgroupFileBytes) is null;
}
