using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Fathom.Evidence;
using Fathom.Sources.Native;

namespace Fathom.Sources.Proc;

/// <summary>
/// The file system as the target sees it. Whoever rules the container rules every name in it, so paths are resolved
/// by the kernel inside that root (openat2(2), RESOLVE_IN_ROOT): a link to /etc/passwd is the container's own.
/// </summary>
public sealed unsafe class TargetRoot : IDisposable
{
    const int MostTries = 8;

    readonly int _root;
    readonly Bytes _limit;

    // Set where the target was given its root by chroot alone: maps names its files by their place outside of it.
    string _outside = "";
    bool _closed;

    TargetRoot(int root, string place, Bytes limit)
    {
        _root = root;
        Place = place;
        _limit = limit;
    }

    public string Place { get; }

    /// <summary>/proc/PID/root, held open: the process may end and its id go to another.</summary>
    public static Result<TargetRoot> Of(int pid)
    {
        Result<TargetRoot> root = OpenAt(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/root"));
        if (root.Ok && DirectoryFiles.OfProcess(pid).ReadLink("root").Or("/") is { Length: > 1 } outside)
            root.Value._outside = outside;
        return root;
    }

    /// <summary>Any folder taken as a root: "/" for our own, a folder in tests.</summary>
    public static Result<TargetRoot> OpenAt(string folder)
    {
        int root = Libc.Open(folder, Libc.OpenPath | Libc.OpenDirectory | Libc.OpenCloseOnExec);
        if (root < 0)
            return RegularFile.Unopenable(folder);
        return new TargetRoot(root, folder, new Bytes(Limits.MappedFileBytes));
    }

    /// <summary>A regular file by its path in the target, or by the one that the kernel shows for it.</summary>
    public Result<RegularFile> Open(string path)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (_outside.Length > 0 && path.StartsWith(_outside + "/", StringComparison.Ordinal))
            path = path[_outside.Length..];
        string place = (Place == "/" ? "" : Place) + path;
        int found = Resolve(path);
        if (found >= 0)
            return RegularFile.Take(found, place, _limit);
        return Marshal.GetLastPInvokeError() == Errno.ENOSYS
            ? Gaps.OpenAt2Absent.At(place, nameof(Errno.ENOSYS))
            : RegularFile.Unopenable(place);
    }

    /// <summary>A folder by its path in the target, held open.</summary>
    public Result<TargetFolder> OpenFolder(string path)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        string place = (Place == "/" ? "" : Place) + path;
        int found = Resolve(path);
        return found < 0 ? RegularFile.Unopenable(place) : TargetFolder.Take(found, place);
    }

    public void Dispose()
    {
        if (_closed)
            return;
        _closed = true;
        _ = Libc.Close(_root);
    }

    /// <summary>EAGAIN: a folder on the way was renamed meanwhile and ".." could not be proved to stay inside.</summary>
    int Resolve(string path)
    {
        byte[] name = new byte[Encoding.UTF8.GetByteCount(path) + 1];
        Encoding.UTF8.GetBytes(path, name);
        var how = new Libc.OpenHow
        {
            Flags = Libc.OpenPath | Libc.OpenCloseOnExec,
            Resolve = Libc.ResolveInRoot | Libc.ResolveNoMagicLinks,
        };
        nint found = -1;
        for (int tries = 0; tries < MostTries; tries++)
        {
            fixed (byte* at = name)
                found = Libc.SystemCall(Libc.OpenAt2Call, _root, (nint)at, (nint)(&how), sizeof(Libc.OpenHow));
            if (found >= 0 || Marshal.GetLastPInvokeError() != Errno.EAGAIN)
                break;
        }
        return (int)found;
    }
}
