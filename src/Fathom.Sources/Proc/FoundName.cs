using System.Globalization;
using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Native;

namespace Fathom.Sources.Proc;

enum FoundKind
{
    Other,
    Regular,
    Folder,
    Link,
    Socket,
}

/// <summary>
/// What stood under a name, held open without rights to read (O_PATH). What is checked here is what is used later:
/// the path leads to this very inode, whatever the name means by then.
/// </summary>
sealed unsafe class FoundName : SafeHandle
{
    FoundName(int file, string place, Libc.StatX stat)
        : base(-1, ownsHandle: true)
    {
        SetHandle(file);
        Place = place;
        Kind = KindOf(stat.Mode);
        Uid = unchecked((int)stat.Uid);
        OthersMayWrite = (stat.Mode & 0x12) != 0; // S_IWGRP | S_IWOTH
        OthersMayUse = (stat.Mode & 0x3F) != 0;
        Inode = stat.Inode;
    }

    public string Place { get; }

    public FoundKind Kind { get; }

    public int Uid { get; }

    public ulong Inode { get; }

    public bool OthersMayWrite { get; }

    /// <summary>Group or others may read, write or execute.</summary>
    public bool OthersMayUse { get; }

    public string Path => string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{(int)handle}");

    public override bool IsInvalid => handle == -1;

    /// <summary>Owns <paramref name="found"/> whatever comes out.</summary>
    internal static Result<FoundName> Take(int found, string place)
    {
        if (TryStat(found, out Libc.StatX stat))
            return new FoundName(found, place, stat);
        Gap gap = RegularFile.Unopenable(place);
        _ = Libc.Close(found);
        return gap;
    }

    internal static bool TryStat(int found, out Libc.StatX stat)
    {
        byte none = 0;
        fixed (Libc.StatX* into = &stat)
            return Libc.StatFile(found, &none, Libc.EmptyPath, Libc.StatOwner, into) == 0;
    }

    internal static FoundKind KindOf(int mode) => (mode & Libc.ModeTypeMask) switch
    {
        Libc.ModeRegular => FoundKind.Regular,
        0x4000 => FoundKind.Folder,
        0xA000 => FoundKind.Link,
        0xC000 => FoundKind.Socket,
        _ => FoundKind.Other,
    };

    /// <summary>Opened for reading, if it is a regular file. This one is done with then.</summary>
    internal Result<RegularFile> OpenRegular(Bytes limit)
    {
        int found = (int)handle;
        SetHandleAsInvalid();
        return RegularFile.Take(found, Place, limit);
    }

    internal Result<TargetFolder> OpenFolder()
    {
        int found = (int)handle;
        SetHandleAsInvalid();
        return TargetFolder.Take(found, Place);
    }

    protected override bool ReleaseHandle() => Libc.Close((int)handle) == 0;
}
