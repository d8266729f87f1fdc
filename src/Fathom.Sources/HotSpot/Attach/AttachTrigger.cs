using System.Globalization;
using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Acts;
using Fathom.Sources.Native;
using Fathom.Sources.Proc;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Sources.HotSpot.Attach;

/// <summary>
/// The file /tmp/.attach_pidN that makes a JVM take SIGQUIT for "open your attach socket" instead of "print all
/// threads" (attachListener.cpp, is_init_trigger; it looks in its working folder and in /tmp). The file goes however
/// fathom ends; what SIGKILL leaves is known by its content and its free lock, and the next fathom removes it.
/// </summary>
sealed unsafe class AttachTrigger : IDisposable
{
    static ReadOnlySpan<byte> Ours => "fathom\n"u8;

    readonly TargetFolder _folder;
    readonly JvmProcess _jvm;
    readonly Undo _undo;
    SafeFileHandle? _file;

    AttachTrigger(TargetFolder folder, JvmProcess jvm)
    {
        (_folder, _jvm) = (folder, jvm);
        _undo = Undo.By(Remove);
    }

    public static string NameOf(JvmProcess jvm) =>
        string.Create(CultureInfo.InvariantCulture, $".attach_pid{jvm.NamespacePid}");

    /// <summary>The file is there afterwards, and one of another tool that attaches right now does as well.</summary>
    public static Result<AttachTrigger> Set(TargetFolder folder, JvmProcess jvm)
    {
        AttachTrigger trigger = new(folder, jvm);
        int errno = 0;
        trigger._undo.Change(() => errno = trigger.Create());
        if (errno is 0 || (errno is Errno.EEXIST && BelongsTo(jvm, folder)))
            return trigger;
        trigger.Dispose();
        return errno is Errno.EEXIST
            ? Gaps.AttachPlanted.At(folder.Place + "/" + NameOf(jvm), null, "a trigger that is not the JVM's user's")
            : Gaps.AttachTriggerRefused.At(folder.Place, Errno.Name(errno));
    }

    public void Dispose() => _undo.Dispose();

    /// <summary>Removes what a fathom that was killed has left: our word in it, and nobody who holds its lock.</summary>
    public static void Sweep(TargetFolder folder, JvmProcess jvm)
    {
        using SafeFileHandle? left = Open(folder, NameOf(jvm), Libc.OpenReadOnly | Libc.OpenNonBlock, out _);
        if (left is null || Libc.FLock(left, Libc.LockExclusive | Libc.LockNonBlocking) != 0)
            return;
        byte[]? content = FileHandle.ReadAll(left, 64, out _, out _);
        if (content.AsSpan().SequenceEqual(Ours))
            Unlink(folder, jvm);
    }

    /// <summary>0, or errno.</summary>
    int Create()
    {
        int errno;
        using (BorrowedIdentity.Of(_jvm.Uid, _jvm.Gid))
            _file = Open(_folder, NameOf(_jvm), Libc.OpenReadWrite | Libc.OpenCreate | Libc.OpenExclusive, out errno);
        if (_file is null)
            return errno;
        // The word comes after the lock: whoever reads it without the lock's owner knows that the owner is gone.
        _ = Libc.FLock(_file, Libc.LockExclusive | Libc.LockNonBlocking);
        fixed (byte* word = Ours)
            _ = Libc.Write(_file, word, (nuint)Ours.Length);
        return 0;
    }

    void Remove()
    {
        if (_file is null)
            return;
        Unlink(_folder, _jvm);
        _file.Dispose();
        _file = null;
    }

    /// <summary>/tmp is sticky: the owner may remove it, which is whom we made it as.</summary>
    static void Unlink(TargetFolder folder, JvmProcess jvm)
    {
        using BorrowedIdentity owner = BorrowedIdentity.Of(jvm.Uid, jvm.Gid);
        _ = Libc.UnlinkAt(folder.Descriptor, NameOf(jvm), 0);
    }

    static bool BelongsTo(JvmProcess jvm, TargetFolder folder)
    {
        Result<FoundName> found = folder.Find(NameOf(jvm));
        using FoundName? held = found.Or(null);
        return held is { Kind: FoundKind.Regular } && held.Uid == jvm.Uid;
    }

    static SafeFileHandle? Open(TargetFolder folder, string name, int flags, out int errno)
    {
        const int ownerOnly = 0x180;
        int file = Libc.CreateAt(folder.Descriptor, name, flags | Libc.OpenNoFollow | Libc.OpenCloseOnExec, ownerOnly);
        errno = file < 0 ? Marshal.GetLastPInvokeError() : 0;
        return file < 0 ? null : new SafeFileHandle(file, ownsHandle: true);
    }
}
