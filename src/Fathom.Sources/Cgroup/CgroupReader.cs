using Fathom.Evidence;
using Fathom.Sources.Native;
using Fathom.Sources.Proc;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Sources.Cgroup;

/// <summary>
/// Limit and usage of the memory cgroup that a process is in. A limit may stand on any cgroup between it and the root
/// (a pod's around its containers'); the tightest is the one that kills.
/// </summary>
public sealed class CgroupReader(string systemRoot = "")
{
    readonly record struct Files(string Limit, string Usage, ReadOnlyMemory<byte> Cache);

    static readonly Files V1 = new("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"u8.ToArray());
    static readonly Files V2 = new("memory.max", "memory.current", "inactive_file"u8.ToArray());

    public Result<CgroupUsage> Read(IProcFiles process)
    {
        Result<byte[]> membership = process.Read("cgroup", 64 * 1024);
        if (!membership.Ok)
            return membership.Gap!;
        if (CgroupText.ParseMembership(membership.Value) is not { } place)
            return Gaps.NoMemoryCgroup.At(process.Place + "/cgroup");
        foreach ((string folder, string path) in Folders(place, process))
        {
            if (Tightest(place.Version, folder, path) is { } usage)
                return usage;
        }
        return Gaps.CgroupUnreadable.At(place.Path);
    }

    /// <summary>
    /// Where the cgroup's files may be: in our own mount, if the path is below what is mounted there; else as the
    /// target itself sees them, which is all that is visible from a neighbour container.
    /// </summary>
    IEnumerable<(string Folder, string Path)> Folders(CgroupText.Membership place, IProcFiles process)
    {
        Result<byte[]> mounts = DirectoryFiles.OfFolder(systemRoot + "/proc/self").Read("mountinfo", Limits.ProcFileBytes);
        foreach (MountInfoText.Mount mount in MountInfoText.Parse(mounts.Or([])))
        {
            bool holds = place.Version == 1
                ? mount.Type == "cgroup" && mount.Options.Split(',').Contains("memory")
                : mount.Type == "cgroup2";
            if (holds && Below(mount.Root, place.Path) is { } path)
                yield return (systemRoot + mount.Point, path);
        }
        string own = process.Place + "/root/sys/fs/cgroup" + (place.Version == 1 ? "/memory" : "");
        if (process.Place.StartsWith("/proc/", StringComparison.Ordinal))
            yield return (systemRoot + own, "/");
    }

    static string? Below(string root, string path)
    {
        if (path.Contains("/..", StringComparison.Ordinal))
            return null;
        if (root == "/")
            return path;
        if (path == root)
            return "/";
        return path.StartsWith(root + "/", StringComparison.Ordinal) ? path[root.Length..] : null;
    }

    static CgroupUsage? Tightest(int version, string folder, string path)
    {
        Files files = version == 1 ? V1 : V2;
        CgroupUsage? tightest = null;
        for (string at = path; ; at = Parent(at))
        {
            CgroupUsage? here = ReadOne(version, files, folder + (at == "/" ? "" : at), at);
            if (here is not null && (tightest is null || IsTighter(here, tightest)))
                tightest = here;
            if (at == "/")
                return tightest;
        }
    }

    static bool IsTighter(CgroupUsage here, CgroupUsage than) =>
        here.Headroom is { } room && (than.Headroom is not { } other || room < other);

    static CgroupUsage? ReadOne(int version, Files files, string folder, string path)
    {
        if (ReadFile(folder, files.Usage) is not { } usage || CgroupText.ParseAmount(usage) is not { } used)
            return null;
        byte[]? limit = ReadFile(folder, files.Limit);
        byte[]? stat = ReadFile(folder, "memory.stat");
        Bytes cache = stat is null ? Bytes.Zero : CgroupText.ParseStat(stat, files.Cache.Span) ?? Bytes.Zero;
        return new CgroupUsage(version, path, limit is null ? null : CgroupText.ParseAmount(limit), used, cache);
    }

    static string Parent(string path) => path.LastIndexOf('/') is > 0 and int slash ? path[..slash] : "/";

    static byte[]? ReadFile(string folder, string name)
    {
        using SafeFileHandle? file = FileHandle.Open(folder + "/" + name, Libc.OpenNonBlock | Libc.OpenNoFollow, out _);
        return file is null ? null : FileHandle.ReadAll(file, 64 * 1024, out _, out _);
    }
}
