using System.Runtime.InteropServices;

namespace Fathom.Sources.Native;

/// <summary>Local sockets, unix(7). The class library's would hide who the peer is and what errno was.</summary>
static unsafe partial class Libc
{
    internal const int AddressFamilyUnix = 1;
    internal const int SocketStream = 1;
    internal const int SocketCloseOnExec = 0x80000;
    internal const int SocketLevel = 1;
    internal const int PeerCredentials = 17;
    internal const int ReceiveTimeout = 20;
    internal const int SendTimeout = 21;
    internal const int NoSignal = 0x4000;

    /// <summary>struct sockaddr_un.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct UnixAddress
    {
        public const int PathBytes = 108;

        public ushort Family;
        public fixed byte Path[PathBytes];
    }

    /// <summary>struct ucred: as our own namespaces see the peer.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PeerIdentity
    {
        public int Pid;
        public int Uid;
        public int Gid;
    }

    /// <summary>struct timeval on 64-bit machines.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct TimeValue
    {
        public long Seconds;
        public long Microseconds;
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    internal static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    internal static partial int Connect(SafeHandle socket, UnixAddress* address, int length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    internal static partial int SetSocketOption(SafeHandle socket, int level, int name, void* value, int length);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    internal static partial int GetSocketOption(SafeHandle socket, int level, int name, void* value, int* length);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    internal static partial nint Send(SafeHandle socket, void* from, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    internal static partial nint Receive(SafeHandle socket, void* into, nuint length, int flags);
}
