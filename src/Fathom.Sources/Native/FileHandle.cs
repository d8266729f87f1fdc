using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Sources.Native;

/// <summary>Plain reads of a descriptor; FileStream asks for lengths and positions that procfs does not have.</summary>
static unsafe class FileHandle
{
    public static SafeFileHandle? Open(string path, int flags, out int errno)
    {
        int file = Libc.Open(path, flags | Libc.OpenCloseOnExec);
        errno = file < 0 ? Marshal.GetLastPInvokeError() : 0;
        return file < 0 ? null : new SafeFileHandle(file, ownsHandle: true);
    }

    /// <summary>Files of procfs, sysfs and cgroups are regular ones too.</summary>
    public static bool IsRegular(SafeFileHandle file)
    {
        Libc.StatX stat;
        byte none = 0;
        return Libc.StatFile((int)file.DangerousGetHandle(), &none, Libc.EmptyPath, Libc.StatTypeInodeSize, &stat) == 0
            && (stat.Mode & Libc.ModeTypeMask) == Libc.ModeRegular;
    }

    /// <summary>Its number on its device; null where the kernel does not say.</summary>
    public static ulong? Inode(SafeFileHandle file)
    {
        Libc.StatX stat;
        byte none = 0;
        return Libc.StatFile((int)file.DangerousGetHandle(), &none, Libc.EmptyPath, Libc.StatTypeInodeSize, &stat) == 0 ? stat.Inode : null;
    }

    /// <summary>Of its device too, as the kernel itself writes the number (include/linux/kdev_t.h, MKDEV).</summary>
    public static (ulong Device, ulong Inode)? Identity(SafeFileHandle file)
    {
        const int minorBits = 20;
        Libc.StatX stat;
        byte none = 0;
        return Libc.StatFile((int)file.DangerousGetHandle(), &none, Libc.EmptyPath, Libc.StatTypeInodeSize, &stat) == 0
            ? ((ulong)stat.DeviceMajor << minorBits | stat.DeviceMinor, stat.Inode) : null;
    }

    /// <summary>
    /// How much of its beginning was read. Nothing of a file that cannot be read there: /proc/PID/mem has no byte at nought
    /// (EIO), other files of procfs are refused or of a process that has ended only when they are read (EACCES, ESRCH).
    /// </summary>
    public static int Begin(SafeFileHandle file, Span<byte> into)
    {
        nint got;
        fixed (byte* at = into)
            got = Libc.PRead(file, at, (nuint)into.Length, 0);
        return (int)Math.Max(got, 0);
    }

    /// <summary>Zero for the files of procfs, which are written while they are read.</summary>
    public static long Length(SafeFileHandle file)
    {
        Libc.StatX stat;
        byte none = 0;
        return Libc.StatFile((int)file.DangerousGetHandle(), &none, Libc.EmptyPath, Libc.StatTypeInodeSize, &stat) == 0
            ? (long)Math.Min(stat.Size, int.MaxValue) : 0;
    }

    /// <summary>Reads to the end or the limit into a buffer that grows; null with errno on failure.</summary>
    public static byte[]? ReadAll(SafeFileHandle file, int limit, out bool cut, out int errno)
    {
        byte[] buffer = new byte[Math.Min(limit, Math.Max(Length(file), 16 * 1024))];
        Span<byte> next = stackalloc byte[1];
        int used = 0;
        cut = false;
        while (true)
        {
            int got = Read(file, buffer.AsSpan(used), out errno);
            if (got < 0)
                return null;
            used += got;
            if (got == 0)
                return used == buffer.Length ? buffer : buffer[..used];
            if (used < buffer.Length)
                continue;
            // A file that says its length is whole now: a larger buffer would only be copied back.
            got = Read(file, next, out errno);
            if (got < 0)
                return null;
            cut = got > 0 && used >= limit;
            if (got == 0 || cut)
                return buffer;
            Array.Resize(ref buffer, (int)Math.Min(limit, buffer.Length * 4L));
            buffer[used++] = next[0];
        }
    }

    static int Read(SafeFileHandle file, Span<byte> into, out int errno)
    {
        while (true)
        {
            nint got;
            fixed (byte* at = into)
                got = Libc.Read((int)file.DangerousGetHandle(), at, (nuint)into.Length);
            errno = got < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (errno != Errno.EINTR)
                return (int)got;
        }
    }
}
