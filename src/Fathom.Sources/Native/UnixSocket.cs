using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Sources.Native;

/// <summary>A connected local stream socket with a bound on every wait.</summary>
sealed unsafe partial class UnixSocket : SafeHandle
{
    UnixSocket(int socket)
        : base(-1, ownsHandle: true) => SetHandle(socket);

    public override bool IsInvalid => handle == -1;

    /// <summary>Null with errno; EAGAIN where the peer's queue stayed full all the time.</summary>
    public static UnixSocket? Connect(string path, TimeSpan wait, out int errno)
    {
        int made = Libc.Socket(Libc.AddressFamilyUnix, Libc.SocketStream | Libc.SocketCloseOnExec, 0);
        errno = made < 0 ? Marshal.GetLastPInvokeError() : 0;
        if (made < 0)
            return null;
        UnixSocket socket = new(made);
        socket.LimitWaits(wait);
        Libc.UnixAddress address = default;
        using (SafeFileHandle? folder = Address(path, &address, out errno))
        {
            if (errno == 0 && Libc.Connect(socket, &address, sizeof(Libc.UnixAddress)) == 0)
                return socket;
            errno = errno != 0 ? errno : Marshal.GetLastPInvokeError();
        }
        socket.Dispose();
        return null;
    }

    /// <summary>Who listens there: the kernel noted it at listen(2), by our own count of pids and users.</summary>
    public Libc.PeerIdentity? Peer()
    {
        Libc.PeerIdentity peer;
        int length = sizeof(Libc.PeerIdentity);
        return Libc.GetSocketOption(this, Libc.SocketLevel, Libc.PeerCredentials, &peer, &length) == 0 ? peer : null;
    }

    public void LimitWaits(TimeSpan wait)
    {
        Libc.TimeValue value = new()
        {
            Seconds = wait.Ticks / TimeSpan.TicksPerSecond,
            Microseconds = wait.Ticks % TimeSpan.TicksPerSecond / 10,
        };
        foreach (int option in (ReadOnlySpan<int>)[Libc.ReceiveTimeout, Libc.SendTimeout])
            _ = Libc.SetSocketOption(this, Libc.SocketLevel, option, &value, sizeof(Libc.TimeValue));
    }

    /// <summary>0, or errno.</summary>
    public int Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            nint sent;
            fixed (byte* from = bytes)
                sent = Libc.Send(this, from, (nuint)bytes.Length, Libc.NoSignal);
            int errno = sent < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (errno is not (0 or Errno.EINTR))
                return errno;
            bytes = bytes[(int)Math.Max(0, sent)..];
        }
        return 0;
    }

    /// <summary>0 at the end; -1 with errno, EAGAIN where nothing came in time.</summary>
    public int Receive(Span<byte> into, out int errno)
    {
        while (true)
        {
            nint got;
            fixed (byte* at = into)
                got = Libc.Receive(this, at, (nuint)into.Length, 0);
            errno = got < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (errno != Errno.EINTR)
                return (int)got;
        }
    }

    /// <summary>A path has 107 bytes at most (unix(7), sun_path). One that is longer, as a container's root makes it, is reached by way of its folder.</summary>
    /// <returns>To be held open as long as the address is used; null where it is not needed.</returns>
    static SafeFileHandle? Address(string path, Libc.UnixAddress* address, out int errno)
    {
        errno = 0;
        *address = new Libc.UnixAddress { Family = Libc.AddressFamilyUnix };
        Span<byte> room = new(address->Path, Libc.UnixAddress.PathBytes - 1);
        if (Encoding.UTF8.TryGetBytes(path, room, out _))
            return null;
        int name = path.LastIndexOf('/') + 1;
        SafeFileHandle? folder = FileHandle.Open(path[..name], Libc.OpenPath | Libc.OpenDirectory, out errno);
        // What did not fit may have left its beginning there.
        room.Clear();
        if (folder is not null && !Encoding.UTF8.TryGetBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{folder.DangerousGetHandle()}/{path.AsSpan(name)}"), room, out _))
            errno = Errno.ENAMETOOLONG;
        return folder;
    }

    protected override bool ReleaseHandle() => Libc.Close((int)handle) == 0;
}
