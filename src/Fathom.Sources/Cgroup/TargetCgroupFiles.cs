using System.Globalization;
using System.Text;
using Fathom.Sources.Native;
using Fathom.Sources.Proc;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Sources.Cgroup;

/// <summary>
/// A cgroup file system as the target sees it. Whoever rules the container rules what stands at that path, so only a
/// real cgroup file system is believed, and nothing is followed out of it (openat2(2)).
/// </summary>
sealed unsafe class TargetCgroupFiles : ICgroupFiles
{
    readonly TargetFolder _folder;

    TargetCgroupFiles(TargetFolder folder) => _folder = folder;

    public string Place => _folder.Place;

    public static TargetCgroupFiles? Of(int pid, string path)
    {
        using TargetRoot? root = TargetRoot.Of(pid).Or(null);
        if (root is null || !root.OpenFolder(path).Try(out TargetFolder? folder, out _))
            return null;
        if (IsCgroup(folder))
            return new TargetCgroupFiles(folder);
        folder.Dispose();
        return null;
    }

    public byte[]? Read(string name, int limit)
    {
        int found = Open(name, Libc.OpenReadOnly | Libc.OpenNonBlock);
        using SafeFileHandle? file = found < 0 ? null : new SafeFileHandle(found, ownsHandle: true);
        return CgroupFile.Read(file, limit);
    }

    public IReadOnlyList<string> Folders(string name)
    {
        int found = Open(name.Length == 0 ? "." : name, Libc.OpenPath | Libc.OpenDirectory);
        if (found < 0)
            return [];
        using SafeFileHandle file = new(found, ownsHandle: true);
        return CgroupFile.Folders(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{found}/"));
    }

    public void Dispose() => _folder.Dispose();

    static bool IsCgroup(TargetFolder folder)
    {
        Libc.StatFs stat;
        return Libc.FileSystemOf(folder.Descriptor, &stat) == 0 && stat.Type is Libc.CgroupFileSystem or Libc.Cgroup2FileSystem;
    }

    int Open(string name, int flags)
    {
        byte[] path = new byte[Encoding.UTF8.GetByteCount(name) + 1];
        Encoding.UTF8.GetBytes(name, path);
        var how = new Libc.OpenHow
        {
            Flags = (ulong)(flags | Libc.OpenCloseOnExec),
            Resolve = Libc.ResolveBeneath | Libc.ResolveNoOtherMount | Libc.ResolveNoLinks,
        };
        fixed (byte* at = path)
            return (int)Libc.SystemCall(Libc.OpenAt2Call, _folder.Descriptor, (nint)at, (nint)(&how), sizeof(Libc.OpenHow));
    }
}
