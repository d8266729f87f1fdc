using System.Runtime.InteropServices;

namespace Fathom.Sources.Native;

/// <summary>A local socket that others call, and files that come with what they say: unix(7), SCM_RIGHTS.</summary>
static unsafe partial class Libc
{
    internal const int ControlRights = 1;
    internal const int ReceiveCloseOnExec = 0x40000000;
    internal const short PollIn = 1;

    /// <summary>ST_NOEXEC of statvfs(3).</summary>
    internal const long MountNoExecute = 8;

    /// <summary>struct msghdr of 64-bit machines.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Message
    {
        public void* Name;
        public int NameLength;
        public IoVec* Parts;
        public nuint PartCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }

    /// <summary>struct cmsghdr with one descriptor behind it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PassedFile
    {
        public nuint Length;
        public int Level;
        public int Type;
        public int File;
        public int Padding;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct Polled
    {
        public int File;
        public short Events;
        public short Returned;
    }

    /// <summary>struct statfs of 64-bit machines; only its flags are wanted.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct MountState
    {
        [FieldOffset(80)]
        public long Flags;
    }

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    internal static partial int Bind(SafeHandle socket, UnixAddress* address, int length);

    [LibraryImport("libc", EntryPoint = "listen", SetLastError = true)]
    internal static partial int Listen(SafeHandle socket, int backlog);

    [LibraryImport("libc", EntryPoint = "accept4", SetLastError = true)]
    internal static partial int Accept(SafeHandle socket, void* address, int* length, int flags);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    internal static partial nint ReceiveMessage(SafeHandle socket, Message* message, int flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    internal static partial int Poll(Polled* files, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "statfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int MountOf(string path, MountState* state);
}
