namespace Fathom.Sources.Native;

/// <summary>
/// This thread acts as another user and group until it is disposed of; all other threads stay who they are. Needs
/// the raw system calls: glibc's setresuid() changes every thread (nptl(7), "NPTL and POSIX"). Start no thread within.
/// </summary>
readonly struct BorrowedIdentity : IDisposable
{
    readonly int _uid;
    readonly int _gid;
    readonly bool _gidChanged;
    readonly bool _uidChanged;

    BorrowedIdentity(int uid, int gid)
    {
        _uid = Libc.EffectiveUid();
        _gid = Libc.EffectiveGid();
        // The group first: once the user is changed, the right to change groups is gone.
        _gidChanged = gid != _gid && Change(Libc.SetResGidCall, gid);
        _uidChanged = uid != _uid && Change(Libc.SetResUidCall, uid);
    }

    /// <summary>Where that is not allowed nothing changes, and what follows fails or not on its own.</summary>
    public static BorrowedIdentity Of(int uid, int gid) => new(uid, gid);

    public void Dispose()
    {
        bool restored = (!_uidChanged || Change(Libc.SetResUidCall, _uid))
            && (!_gidChanged || Change(Libc.SetResGidCall, _gid));
        if (!restored)
            throw new InvalidOperationException("the kernel refused our own identity");
    }

    /// <summary>Only the effective id; real and saved ones (-1) are the way back.</summary>
    static bool Change(int call, int id) => Libc.SystemCall(call, -1, id, -1, 0) == 0;
}
