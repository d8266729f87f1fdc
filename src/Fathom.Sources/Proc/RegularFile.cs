using System.Globalization;
using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Native;

namespace Fathom.Sources.Proc;

/// <summary>
/// A regular file open for reading. There is no other way to make one than to look first: a path is opened without
/// rights to read (O_PATH), its kind and size are checked, and only then is the same file opened for real. Opening a
/// FIFO, a device or a socket could block or act.
/// </summary>
public sealed unsafe class RegularFile : SafeHandle
{
    RegularFile(int file, string place, Libc.StatX stat)
        : base(-1, ownsHandle: true)
    {
        SetHandle(file);
        Place = place;
        Length = new Bytes((long)stat.Size);
        Device = new Device(stat.DeviceMajor, stat.DeviceMinor);
        Inode = stat.Inode;
    }

    public string Place { get; }

    public Bytes Length { get; }

    public Device Device { get; }

    public ulong Inode { get; }

    public override bool IsInvalid => handle == -1;

    /// <summary>A path of our own user; symbolic links are followed as usual.</summary>
    public static Result<RegularFile> Open(string path, Bytes limit)
    {
        int found = Libc.Open(path, Libc.OpenPath | Libc.OpenCloseOnExec);
        return found < 0 ? Unopenable(path) : Take(found, path, limit);
    }

    /// <summary>Fewer bytes than asked for only at the end of the file, or where the disk fails.</summary>
    public int Read(long offset, Span<byte> into)
    {
        int done = 0;
        while (done < into.Length && offset <= long.MaxValue - into.Length)
        {
            nint got;
            fixed (byte* at = into[done..])
                got = Libc.PRead(this, at, (nuint)(into.Length - done), offset + done);
            if (got < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR)
                continue;
            if (got <= 0)
                break;
            done += (int)got;
        }
        return done;
    }

    /// <summary>Where data or a hole begins from an offset on (lseek(2), SEEK_DATA and SEEK_HOLE); null past the end.</summary>
    internal long? Seek(long offset, int what)
    {
        long found = Libc.LSeek(this, offset, what);
        return found < 0 ? null : found;
    }

    /// <summary>Closes <paramref name="found"/>, an O_PATH descriptor, whatever comes out.</summary>
    internal static Result<RegularFile> Take(int found, string place, Bytes limit)
    {
        try
        {
            Libc.StatX stat;
            byte none = 0;
            if (Libc.StatFile(found, &none, Libc.EmptyPath, Libc.StatTypeInodeSize, &stat) != 0)
                return Unopenable(place);
            if ((stat.Mode & Libc.ModeTypeMask) != Libc.ModeRegular)
                return Gaps.FileNotRegular.At(place, null, KindOf(stat.Mode));
            // Files of /proc say 0 and some of them act when read (kmsg).
            if (stat.Size == 0 || stat.Size > (ulong)limit.Value)
                return Gaps.FileSizeRefused.At(place, null, stat.Size.ToString(CultureInfo.InvariantCulture));
            string again = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{found}");
            int file = Libc.Open(again, Libc.OpenReadOnly | Libc.OpenNonBlock | Libc.OpenCloseOnExec);
            return file < 0 ? Unopenable(place) : new RegularFile(file, place, stat);
        }
        finally
        {
            _ = Libc.Close(found);
        }
    }

    internal static Gap Unopenable(string place) =>
        Gaps.FileUnopenable.At(place, Errno.Name(Marshal.GetLastPInvokeError()));

    protected override bool ReleaseHandle() => Libc.Close((int)handle) == 0;

    static string KindOf(int mode) => (mode & Libc.ModeTypeMask) switch
    {
        0x1000 => "a FIFO",
        0x2000 => "a character device",
        0x4000 => "a directory",
        0x6000 => "a block device",
        0xA000 => "a symbolic link",
        0xC000 => "a socket",
        _ => "something unknown",
    };
}
