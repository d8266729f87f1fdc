using System.IO.Compression;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Files;
using Fathom.Sources.Formats;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Profiles;

/// <summary>Opens profiles of any form, packed or not.</summary>
public static class ProfileFiles
{
    const int Head = 64 * 1024;

    /// <summary>The files that are meant by words: a folder stands for the profiles in it, by their names.</summary>
    public static Result<IReadOnlyList<string>> Of(IReadOnlyList<string> words)
    {
        List<string> files = [];
        foreach (string word in words)
        {
            if (!Directory.Exists(word))
                files.Add(word);
            else if (!TryList(word, files))
                return Gaps.ProcFileUnreadable.At(word, "EACCES", word);
            if (files.Count > Limits.ProfileFiles)
                return Gaps.SavedFilesTooMany.At(word, null, Limits.ProfileFiles.ToString("N0", System.Globalization.CultureInfo.InvariantCulture));
        }
        return files;
    }

    /// <param name="input">What "-" stands for.</param>
    public static Result<Parsed<AllocationProfile>> Open(string path, Func<Stream> input)
    {
        if (path == "-")
            return Read(input(), "standard input");
        if (!RegularFile.Open(path, new Bytes(long.MaxValue)).Try(out RegularFile? file, out Gap? gap))
            // No length is too large here: what is refused for its size has none.
            return gap.Id == Gaps.FileSizeRefused.Id ? Gaps.SavedFileEmpty.At(path) : gap;
        using (file)
        using (FileContent content = new(file))
            return Read(content, path);
    }

    public static Result<Parsed<AllocationProfile>> Read(Stream stream, string place)
    {
        byte[] head = HeadOf(stream);
        if (head.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]))
            return Gaps.ProfilePacked.At(place, null, "zstd", "zstd -dc FILE | fathom profile -");
        if (!head.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            return Read(head, stream, place);
        using HeadedStream packed = new(head, stream, long.MaxValue);
        using GZipStream unpacked = new(packed, CompressionMode.Decompress);
        try
        {
            return Read(HeadOf(unpacked), unpacked, place);
        }
        catch (InvalidDataException)
        {
            return Gaps.PackedDamaged.At(place);
        }
    }

    static Result<Parsed<AllocationProfile>> Read(byte[] head, Stream rest, string place)
    {
        if (ProfileFormat.Of(head) is not { } format)
            return Gaps.ProfileUnknown.At(place);
        if (rest.CanSeek)
        {
            rest.Position = 0;
            return format.Read(rest, place);
        }
        using HeadedStream whole = new(head, rest, long.MaxValue);
        return format.Read(whole, place);
    }

    static byte[] HeadOf(Stream stream)
    {
        byte[] head = new byte[Head];
        return head[..stream.ReadAtLeast(head, Head, throwOnEndOfStream: false)];
    }

    static bool TryList(string folder, List<string> files)
    {
        try
        {
            string[] found = Directory.GetFiles(folder);
            Array.Sort(found, StringComparer.Ordinal);
            files.AddRange(found);
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
