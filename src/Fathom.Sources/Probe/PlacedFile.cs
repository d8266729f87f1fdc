using System.Globalization;
using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Acts;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Native;
using Fathom.Sources.Proc;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Sources.Probe;

/// <summary>A file in a folder of the target's, until it is disposed of, or a signal ends fathom.</summary>
sealed unsafe class PlacedFile : IDisposable
{
    const int OwnerReads = 0x100, AllRead = 0x124;

    readonly TargetFolder _folder;
    readonly JvmProcess _jvm;
    readonly string _name;
    readonly Undo _undo;
    bool _isThere;
    bool _isOurs;

    PlacedFile(TargetFolder folder, JvmProcess jvm, string name)
    {
        (_folder, _jvm, _name) = (folder, jvm, name);
        _undo = Undo.By(Remove);
    }

    /// <summary>What speaks against it stands in the gap's errno.</summary>
    public static Result<PlacedFile> Put(TargetRoot root, string folder, JvmProcess jvm, string name, byte[] content)
    {
        if (!root.OpenFolder(folder).Try(out TargetFolder? opened, out Gap? gap))
            return gap;
        if (ProbePlaces.Objection(opened, jvm) is { } objection)
        {
            opened.Dispose();
            return Gaps.FileUnopenable.At(folder, objection);
        }
        PlacedFile file = new(opened, jvm, name);
        if (file.Write(content) is not { } errno)
            return file;
        file.Dispose();
        return Gaps.FileUnopenable.At(folder, errno);
    }

    public void Dispose()
    {
        _undo.Dispose();
        _folder.Dispose();
    }

    /// <summary>As the target's user; where only we may write, as ourselves and for all to read.</summary>
    string? Write(byte[] content)
    {
        string? errno = null;
        _undo.Change(() =>
        {
            using (BorrowedIdentity owner = BorrowedIdentity.Of(_jvm.Uid, _jvm.Gid))
                errno = Make(content, OwnerReads);
            if (errno is not nameof(Errno.EACCES) || Libc.EffectiveUid() == _jvm.Uid)
                return;
            errno = Make(content, AllRead);
            _isOurs = errno is null;
        });
        return errno;
    }

    /// <summary>
    /// Under a name that is fathom's own first, as a library that is cut kills who loads it. A file that has the name already is what
    /// a fathom that was killed has left, or somebody's trap: it goes, unless it is not ours to remove.
    /// </summary>
    string? Make(byte[] content, int mode)
    {
        string unfinished = string.Create(CultureInfo.InvariantCulture, $"{_name}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}");
        _ = Libc.UnlinkAt(_folder.Descriptor, unfinished, 0);
        int made = Libc.CreateAt(_folder.Descriptor, unfinished,
            Libc.OpenReadWrite | Libc.OpenCreate | Libc.OpenExclusive | Libc.OpenNoFollow | Libc.OpenCloseOnExec, mode);
        if (made < 0)
            return Errno.Name(Marshal.GetLastPInvokeError());
        nint written;
        using (SafeFileHandle file = new(made, ownsHandle: true))
        {
            fixed (byte* from = content)
                written = Libc.Write(file, from, (nuint)content.Length);
        }
        _isThere = written == content.Length && Libc.RenameAt(_folder.Descriptor, unfinished, _folder.Descriptor, _name) == 0;
        if (_isThere)
            return null;
        string errno = written >= 0 && written < content.Length ? "ENOSPC" : Errno.Name(Marshal.GetLastPInvokeError());
        _ = Libc.UnlinkAt(_folder.Descriptor, unfinished, 0);
        return errno;
    }

    void Remove()
    {
        if (!_isThere)
            return;
        using BorrowedIdentity owner = _isOurs ? default : BorrowedIdentity.Of(_jvm.Uid, _jvm.Gid);
        _ = Libc.UnlinkAt(_folder.Descriptor, _name, 0);
    }
}
