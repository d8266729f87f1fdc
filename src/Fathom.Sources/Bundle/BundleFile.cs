using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources.Native;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Sources.Bundle;

/// <summary>
/// A bundle that anybody may have written or cut. All checksums are held against it when it is opened; what stands
/// before the first one that fails is there to be read.
/// </summary>
public sealed class BundleFile : IDisposable
{
    readonly SafeFileHandle _file;

    internal BundleFile(SafeFileHandle file, string path, BundleIndex index) =>
        (_file, Path, TakenAt, Parts, Fault) = (file, path, index.TakenAt, index.Parts, index.Fault is { } fault ? Damaged(path, fault.Why, fault.Offset) : null);

    public string Path { get; }

    public DateTimeOffset TakenAt { get; }

    public IReadOnlyList<BundlePart> Parts { get; }

    /// <summary>Where it is damaged; null while it is whole.</summary>
    public Gap? Fault { get; }

    /// <summary>Whether a file that begins so is a bundle.</summary>
    public static bool Begins(ReadOnlySpan<byte> bytes) => bytes.StartsWith(BundleFormat.Magic);

    public static bool Is(string path)
    {
        using SafeFileHandle? file = FileHandle.Open(path, Libc.OpenNonBlock, out _);
        if (file is null || !FileHandle.IsRegular(file))
            return false;
        Span<byte> magic = stackalloc byte[BundleFormat.Magic.Length];
        return FileHandle.Begin(file, magic) == magic.Length && Begins(magic);
    }

    public static Result<BundleFile> Open(string path)
    {
        SafeFileHandle? file = FileHandle.Open(path, Libc.OpenNonBlock, out int errno);
        if (file is null)
            return errno == Errno.ENOENT ? Gaps.NoSuchFile.At(path, "ENOENT", path) : Gaps.ProcFileUnreadable.At(path, Errno.Name(errno), path);
        if (!FileHandle.IsRegular(file))
        {
            file.Dispose();
            return Gaps.FileNotRegular.At(path, null, "something else");
        }
        path = PipedBundle.Shown(path);
        if (BundleIndex.Read(file, path).Try(out BundleIndex? index, out Gap? gap))
            return new BundleFile(file, path, index);
        file.Dispose();
        return gap;
    }

    public bool Has(string name, [NotNullWhen(true)] out BundlePart? part)
    {
        foreach (BundlePart each in Parts)
        {
            if (each.Name == name)
            {
                part = each;
                return true;
            }
        }
        part = null;
        return false;
    }

    public Stream Read(BundlePart part) => new PartReading(_file, part);

    public Result<byte[]> Read(string name, int limit) =>
        Has(name, out BundlePart? part) ? Read(part, limit) : Gaps.ProcFileAbsent.At(Path + ":" + name, null, name);

    public Result<byte[]> Read(BundlePart part, int limit)
    {
        if (part.Length > limit)
            return Gaps.ProcFileTooLarge.At(Path + ":" + part.Name, null, part.Name);
        byte[] bytes = new byte[part.Length];
        using Stream from = Read(part);
        int read = from.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    public void Dispose() => _file.Dispose();

    internal static Gap Damaged(string place, string why, long offset) =>
        Gaps.BundleDamaged.At(place, null, string.Create(CultureInfo.InvariantCulture, $"{why} at byte {offset}"));
}
