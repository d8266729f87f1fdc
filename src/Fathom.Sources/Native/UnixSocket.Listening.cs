using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Sources.Native;

sealed unsafe partial class UnixSocket
{
    const int Backlog = 128;

    /// <summary>Null with errno. Its file must not be there yet, and stays until somebody removes it.</summary>
    public static UnixSocket? Listen(string path, out int errno)
    {
        int made = Libc.Socket(Libc.AddressFamilyUnix, Libc.SocketStream | Libc.SocketCloseOnExec, 0);
        errno = made < 0 ? Marshal.GetLastPInvokeError() : 0;
        if (made < 0)
            return null;
        UnixSocket socket = new(made);
        Libc.UnixAddress address = default;
        using (SafeFileHandle? folder = Address(path, &address, out errno))
        {
            if (errno == 0 && Libc.Bind(socket, &address, sizeof(Libc.UnixAddress)) == 0 && Libc.Listen(socket, Backlog) == 0)
                return socket;
            errno = errno != 0 ? errno : Marshal.GetLastPInvokeError();
        }
        socket.Dispose();
        return null;
    }

    /// <summary>Null where nobody calls in this time.</summary>
    public UnixSocket? Accept(TimeSpan within, TimeSpan wait)
    {
        Libc.Polled polled = new() { File = (int)handle, Events = Libc.PollIn };
        if (Libc.Poll(&polled, 1, (int)Math.Clamp(within.TotalMilliseconds, 0, 1000)) <= 0)
            return null;
        int made = Libc.Accept(this, null, null, Libc.SocketCloseOnExec);
        if (made < 0)
            return null;
        UnixSocket socket = new(made);
        socket.LimitWaits(wait);
        return socket;
    }

    /// <summary>One byte, and the file that may come with it; null where nothing came in time.</summary>
    public (byte Byte, SafeFileHandle? File)? ReceiveWithFile()
    {
        byte said = 0;
        Libc.PassedFile passed = default;
        Libc.IoVec part = new() { Base = &said, Length = 1 };
        Libc.Message message = new() { Parts = &part, PartCount = 1, Control = &passed, ControlLength = (nuint)sizeof(Libc.PassedFile) };
        nint got = Libc.ReceiveMessage(this, &message, Libc.ReceiveCloseOnExec);
        bool hasFile = got >= 0 && message.ControlLength >= 20 && passed is { Level: Libc.SocketLevel, Type: Libc.ControlRights, Length: >= 20 };
        SafeFileHandle? file = hasFile ? new SafeFileHandle(passed.File, ownsHandle: true) : null;
        if (got == 1)
            return (said, file);
        file?.Dispose();
        return null;
    }
}
