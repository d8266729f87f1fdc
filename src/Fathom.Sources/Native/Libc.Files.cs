using System.Runtime.InteropServices;

namespace Fathom.Sources.Native;

/// <summary>Opening and looking at files that somebody else chose.</summary>
static unsafe partial class Libc
{
    /// <summary>__NR_openat2, the same on every machine; glibc has no function for it.</summary>
    internal const int OpenAt2Call = 437;

    /// <summary>RESOLVE_NO_XDEV of linux/openat2.h.</summary>
    internal const ulong ResolveNoOtherMount = 0x01;

    /// <summary>RESOLVE_NO_SYMLINKS of linux/openat2.h.</summary>
    internal const ulong ResolveNoLinks = 0x04;

    /// <summary>RESOLVE_BENEATH of linux/openat2.h.</summary>
    internal const ulong ResolveBeneath = 0x08;

    /// <summary>RESOLVE_NO_MAGICLINKS of linux/openat2.h.</summary>
    internal const ulong ResolveNoMagicLinks = 0x02;

    /// <summary>RESOLVE_IN_ROOT of linux/openat2.h.</summary>
    internal const ulong ResolveInRoot = 0x10;

    internal const int EmptyPath = 0x1000;

    /// <summary>STATX_TYPE | STATX_INO | STATX_SIZE.</summary>
    internal const uint StatTypeInodeSize = 0x301;

    /// <summary>STATX_TYPE | STATX_MODE | STATX_UID | STATX_INO.</summary>
    internal const uint StatOwner = 0x10B;

    internal const int ModeTypeMask = 0xF000;
    internal const int ModeRegular = 0x8000;

    /// <summary>struct open_how of linux/openat2.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    /// <summary>struct statx of linux/stat.h: unlike struct stat it is the same on every machine.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct StatX
    {
        [FieldOffset(20)]
        public uint Uid;
        [FieldOffset(28)]
        public ushort Mode;
        [FieldOffset(32)]
        public ulong Inode;
        [FieldOffset(40)]
        public ulong Size;
        [FieldOffset(136)]
        public uint DeviceMajor;
        [FieldOffset(140)]
        public uint DeviceMinor;
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    internal static partial int StatFile(int directory, byte* path, int flags, uint mask, StatX* stat);

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    internal static partial nint PRead(SafeHandle file, void* into, nuint length, long offset);

    /// <summary>CGROUP_SUPER_MAGIC and CGROUP2_SUPER_MAGIC of linux/magic.h.</summary>
    internal const long CgroupFileSystem = 0x27e0eb;
    internal const long Cgroup2FileSystem = 0x63677270;

    /// <summary>struct statfs of 64-bit machines.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct StatFs
    {
        [FieldOffset(0)]
        public long Type;
        [FieldOffset(80)]
        public long Flags;
    }

    /// <summary>An O_PATH descriptor will do.</summary>
    [LibraryImport("libc", EntryPoint = "fstatfs", SetLastError = true)]
    internal static partial int FileSystemOf(int file, StatFs* stat);

    internal const int SeekData = 3;
    internal const int SeekHole = 4;

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    internal static partial long LSeek(SafeHandle file, long offset, int whence);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int FileControl(SafeHandle file, int command, int argument);
}
