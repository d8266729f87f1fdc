using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources.Files;

namespace Fathom.Sources.Bundle;

/// <summary>
/// Standard input: texts are passed on as they come; a bundle is read here and there, and more than once, so that it is put
/// into a file that has no name and goes with fathom.
/// </summary>
public static class PipedBundle
{
    /// <summary>How messages call it.</summary>
    public const string Input = "standard input";

    const long Most = 1L << 30;

    // There is one standard input. While this is open the path below leads to it.
    static FileStream? _spooled;
    static string? _path;

    public static Result<TargetPlace> Place(TargetPlace place)
    {
        if (place.Files is not ["-"])
            return place;
        Stream from = place.Input();
        byte[] head = new byte[BundleFormat.Magic.Length];
        head = head[..from.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        HeadedStream whole = new(head, from, BundleFile.Begins(head) ? Most : long.MaxValue);
        if (!BundleFile.Begins(head))
            return place with { Input = () => whole };
        return Spool(whole).Then<TargetPlace>(path => new TargetPlace(null, path));
    }

    /// <summary>Where nothing but a bundle will do.</summary>
    public static Result<BundleFile> Open(string path, Func<Stream> input) =>
        Place(new TargetPlace(null, path) { Input = input }).Then(place =>
            place.Path == "-" ? Gaps.BundleNotBundle.At(Input, null, Input) : BundleFile.Open(place.Path!));

    /// <summary>How messages call a path.</summary>
    public static string Shown(string path) => path == _path || path == "-" ? Input : path;

    static Result<string> Spool(HeadedStream from)
    {
        string name = Path.Combine(Path.GetTempPath(), "fathom-" + Guid.NewGuid().ToString("N"));
        try
        {
            FileStream file = new(name, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            File.Delete(name);
            from.CopyTo(file);
            file.Flush();
            _spooled?.Dispose();
            (_spooled, _path) = (file, string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{file.SafeFileHandle.DangerousGetHandle()}"));
            return from.WasCut ? Gaps.TextSizeRefused.At(Input, null, (Most >> 20).ToString(CultureInfo.InvariantCulture)) : _path;
        }
        catch (UnauthorizedAccessException)
        {
            return Gaps.OutputUnwritable.At(name, "EACCES");
        }
        catch (IOException)
        {
            return Gaps.OutputUnwritable.At(name);
        }
    }
}
