using System.Globalization;
using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Native;

namespace Fathom.Sources.Proc;

/// <summary>
/// A folder in the target, held open. Names in it are looked up from here and no link is followed: between two looks
/// others may rename what stands on the way.
/// </summary>
public sealed class TargetFolder : SafeHandle
{
    TargetFolder(int folder, string place)
        : base(-1, ownsHandle: true)
    {
        SetHandle(folder);
        Place = place;
    }

    public string Place { get; }

    public override bool IsInvalid => handle == -1;

    internal int Descriptor => (int)handle;

    /// <summary>Owns <paramref name="found"/>, an O_PATH descriptor, whatever comes out.</summary>
    internal static Result<TargetFolder> Take(int found, string place)
    {
        if (FoundName.TryStat(found, out Libc.StatX stat) && FoundName.KindOf(stat.Mode) == FoundKind.Folder)
            return new TargetFolder(found, place);
        _ = Libc.Close(found);
        return Gaps.FileUnopenable.At(place, Errno.Name(Errno.ENOTDIR));
    }

    /// <summary>What stands under a name now, of whatever kind, held open without rights (O_PATH).</summary>
    internal Result<FoundName> Find(string name)
    {
        string place = Place + "/" + name;
        int found = Libc.OpenAt(Descriptor, name, Libc.OpenPath | Libc.OpenNoFollow | Libc.OpenCloseOnExec);
        return found < 0 ? RegularFile.Unopenable(place) : FoundName.Take(found, place);
    }

    /// <summary>Names that begin so; a folder that cannot be listed has none.</summary>
    internal IReadOnlyList<string> List(string prefix)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{Descriptor}/");
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(path).Take(Limits.TemporaryEntries)
                .Select(entry => Path.GetFileName(entry)).Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    protected override bool ReleaseHandle() => Libc.Close((int)handle) == 0;
}
