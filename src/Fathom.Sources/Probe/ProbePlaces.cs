using System.Text;
using Fathom.Evidence;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Native;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Probe;

/// <summary>Folders of the target in which a library might find room, and what speaks against each.</summary>
static unsafe class ProbePlaces
{
    const int Most = 48;

    // statfs(2): ST_RDONLY, ST_NOEXEC.
    const long ReadOnly = 1, NoPrograms = 8;
    const int Sticky = 0x200, OthersWrite = 0x12;

    /// <summary>File systems that no other machine and no other process answers for: to write there cannot hang.</summary>
    static readonly HashSet<string> Local = new(StringComparer.Ordinal) { "tmpfs", "ext2", "ext3", "ext4", "xfs", "btrfs", "overlay", "f2fs", "zfs", "bcachefs" };

    /// <summary>As the target calls them. Those for passing files first, then its own, then whatever it was given to write to.</summary>
    public static IReadOnlyList<string> Of(JvmProcess jvm)
    {
        DirectoryFiles files = DirectoryFiles.OfProcess(jvm.Pid);
        IReadOnlyList<MountInfoText.Mount> mounts = MountInfoText.Parse(files.Read("mountinfo", Limits.ProcFileBytes).Or([]));
        string[] points = [.. from mount in mounts where Local.Contains(mount.Type) && !IsKernels(mount.Point) select mount.Point.TrimEnd('/')];
        IEnumerable<string> all = ["/tmp", "/dev/shm", "/var/tmp", "/run", files.ReadLink("cwd").Or("/").TrimEnd('/'), Home(files), .. points];
        return [.. all.Where(folder => folder.StartsWith('/') && IsLocal(mounts, folder)).Distinct().Take(Most)];
    }

    /// <summary>Null where a file may be put there and loaded by the target.</summary>
    public static string? Objection(TargetFolder folder, JvmProcess jvm)
    {
        Libc.StatFs system;
        if (Libc.FileSystemOf(folder.Descriptor, &system) != 0 || !FoundName.TryStat(folder.Descriptor, out Libc.StatX stat))
            return "gone";
        if ((system.Flags & ReadOnly) != 0)
            return "read-only";
        if ((system.Flags & NoPrograms) != 0)
            return "noexec";
        // Whoever may rename there could have another library loaded in the place of ours.
        return (stat.Mode & OthersWrite) != 0 && (stat.Mode & Sticky) == 0 ? "open to all"
            : (stat.Mode & Sticky) == 0 && stat.Uid != 0 && unchecked((int)stat.Uid) != jvm.Uid ? "another's"
            : null;
    }

    /// <summary>What is mounted there is for devices, control groups and the like.</summary>
    static bool IsKernels(string point) => point.Split('/') is ["", "proc" or "sys" or "dev", ..];

    static bool IsLocal(IReadOnlyList<MountInfoText.Mount> mounts, string folder)
    {
        string type = "", longest = "";
        foreach (MountInfoText.Mount mount in mounts)
        {
            string point = mount.Point.TrimEnd('/');
            if ((folder == point || folder.StartsWith(point + "/", StringComparison.Ordinal)) && point.Length >= longest.Length)
                (type, longest) = (mount.Type, point);
        }
        return Local.Contains(type);
    }

    /// <summary>Nothing else of the environment is looked at: it holds secrets.</summary>
    static string Home(DirectoryFiles files)
    {
        ReadOnlySpan<byte> rest = files.Read("environ", Limits.CommandLineBytes).Or([]);
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)0);
            ReadOnlySpan<byte> word = end < 0 ? rest : rest[..end];
            if (word.StartsWith("HOME=/"u8))
                return Encoding.UTF8.GetString(word["HOME="u8.Length..]).TrimEnd('/');
            rest = end < 0 ? default : rest[(end + 1)..];
        }
        return "";
    }
}
