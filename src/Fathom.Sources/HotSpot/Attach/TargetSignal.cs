using System.Runtime.InteropServices;
using Fathom.Sources.Native;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Sources.HotSpot.Attach;

/// <summary>Signals one process and never its successor: a pid may be given away between a check and kill(2).</summary>
sealed class TargetSignal : IDisposable
{
    readonly JvmProcess _jvm;
    readonly SafeFileHandle? _pidFd;

    public TargetSignal(JvmProcess jvm)
    {
        _jvm = jvm;
        // pidfd_open(2) came with Linux 5.3; before it kill(2) has to do.
        nint opened = Libc.SystemCall(Libc.PidFdOpenCall, jvm.Pid, 0, 0, 0);
        _pidFd = opened < 0 ? null : new SafeFileHandle(opened, ownsHandle: true);
    }

    /// <summary>0, or errno; ESRCH also where the pid is another process's by now.</summary>
    public int Send(int signal)
    {
        if (!_jvm.IsAlive())
            return Errno.ESRCH;
        using BorrowedIdentity _ = BorrowedIdentity.Of(_jvm.Uid, _jvm.Gid);
        nint sent = _pidFd is null
            ? Libc.Kill(_jvm.Pid, signal)
            : Libc.SystemCall(Libc.PidFdSendSignalCall, _pidFd.DangerousGetHandle(), signal, 0, 0);
        return sent < 0 ? Marshal.GetLastPInvokeError() : 0;
    }

    public void Dispose() => _pidFd?.Dispose();
}
