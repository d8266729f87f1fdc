using System.Runtime.InteropServices;

namespace Fathom.Sources.Native;

/// <summary>The few calls that change something outside of fathom.</summary>
static unsafe partial class Libc
{
    internal const int OpenReadWrite = 2;
    internal const int OpenCreate = 0x40;
    internal const int OpenExclusive = 0x80;
    internal const int LockExclusive = 2;
    internal const int LockNonBlocking = 4;
    internal const int SignalQuit = 3;

    // The same on every machine: they came after the numbers were unified.
    internal const int PidFdSendSignalCall = 424;
    internal const int PidFdOpenCall = 434;

    internal static int SetResUidCall => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 147 : 117;

    internal static int SetResGidCall => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 149 : 119;

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int CreateAt(int directory, string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int UnlinkAt(int directory, string path, int flags);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int RenameAt(int fromDirectory, string from, int toDirectory, string to);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    internal static partial int FLock(SafeHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    internal static partial nint Write(SafeHandle file, void* from, nuint length);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    internal static partial int Kill(int pid, int signal);

    /// <summary>Anybody may ask it of anybody; below zero for one that is gone.</summary>
    [LibraryImport("libc", EntryPoint = "getsid", SetLastError = true)]
    internal static partial int SessionOf(int pid);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    internal static partial int EffectiveUid();

    [LibraryImport("libc", EntryPoint = "getegid")]
    internal static partial int EffectiveGid();
}
