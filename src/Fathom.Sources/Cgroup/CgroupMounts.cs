using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Cgroup;

/// <summary>
/// Where the files of a process's cgroup may be: in our own mount, if the path is below what is mounted there; else as the
/// target itself sees them, which is all that is visible from a neighbour container.
/// </summary>
sealed class CgroupMounts(string systemRoot)
{
    IReadOnlyList<MountInfoText.Mount>? _own;

    /// <summary>Each is opened only when it is asked for, and is the caller's to close.</summary>
    public IEnumerable<(ICgroupFiles Files, string Path)> Of(CgroupText.Membership place, IProcFiles process)
    {
        _own ??= MountInfoText.Parse(DirectoryFiles.OfFolder(systemRoot + "/proc/self").Read("mountinfo", Limits.ProcFileBytes).Or([]));
        foreach (MountInfoText.Mount mount in _own)
        {
            if (Holds(mount, place.Version) && Below(mount.Root, place.Path) is { } path)
                yield return (new MountedCgroupFiles(systemRoot + mount.Point), path);
        }
        foreach ((string point, string path) in Theirs(place, process))
        {
            if (Open(process, point) is { } files)
                yield return (files, path);
        }
    }

    /// <summary>
    /// The kernel writes both, where a mount begins and where the process is, as seen from our cgroup namespace ("/../b"), so
    /// that the one can be taken off the other.
    /// </summary>
    static IEnumerable<(string Point, string Path)> Theirs(CgroupText.Membership place, IProcFiles process)
    {
        foreach (MountInfoText.Mount mount in MountInfoText.Parse(process.Read("mountinfo", Limits.ProcFileBytes).Or([])))
        {
            if (Holds(mount, place.Version) && Below(mount.Root, place.Path) is { } path)
                yield return (mount.Point, path);
        }
        // Where its mounts cannot be read: the usual place, which begins at the container's own cgroup.
        yield return ("/sys/fs/cgroup" + (place.Version == 1 ? "/memory" : ""), "/");
    }

    ICgroupFiles? Open(IProcFiles process, string point)
    {
        const string proc = "/proc/";
        if (!process.Place.StartsWith(proc, StringComparison.Ordinal)
            || !int.TryParse(process.Place.AsSpan(proc.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int pid))
            return null;
        // A made-up root has no file systems of its own.
        return systemRoot.Length > 0
            ? new MountedCgroupFiles(systemRoot + process.Place + "/root" + point)
            : TargetCgroupFiles.Of(pid, point);
    }

    static bool Holds(MountInfoText.Mount mount, int version) => version == 1
        ? mount.Type == "cgroup" && mount.Options.Split(',').Contains("memory")
        : mount.Type == "cgroup2";

    static string? Below(string root, string path)
    {
        if (path == root)
            return "/";
        string above = root == "/" ? "" : root;
        return path.StartsWith(above + "/", StringComparison.Ordinal)
            && !path.AsSpan(above.Length).Contains("/..", StringComparison.Ordinal)
                ? path[above.Length..]
                : null;
    }
}
