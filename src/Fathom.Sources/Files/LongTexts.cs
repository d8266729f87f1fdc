using System.IO.Compression;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.MallocLog;
using Fathom.Sources.Formats.Strace;
using Fathom.Sources.Native;
using Fathom.Sources.Profiles;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Sources.Files;

/// <summary>
/// Logs that may be longer than memory. A file of one is not held but followed, packed or not; short ones are read as any
/// other text, for other texts may stand in front of them and behind.
/// </summary>
static class LongTexts
{
    const int Head = 64 * 1024;

    /// <summary>How much of a log may be talk before it begins.</summary>
    const int LinesLookedAt = 200;

    sealed record LongFormat(string Kind, SavedFormat.Line Begins, Func<Stream, string, PieceContent> Read);

    static readonly LongFormat[] All =
    [
        Of("strace", StraceText.Begins, StraceText.Read, calls => (calls.Lines, calls.Unread)),
        Of("malloc log", MallocLogText.Begins, MallocLogText.Read, log => (log.Lines, log.Unread)),
        Of("heap profile", HeapProfileText.Begins, HeapProfileText.Read, profile => (profile.Lines, profile.Unread)),
    ];

    /// <summary>Null where it is short, or nothing that is followed.</summary>
    public static FollowedLog? Of(string path, ICollection<Gap> gaps)
    {
        using SafeFileHandle? file = FileHandle.Open(path, Libc.OpenNonBlock, out _);
        if (file is null || !FileHandle.IsRegular(file) || FileHandle.Begin(file, stackalloc byte[1]) == 0)
            return null;
        using FileStream stream = new(file, FileAccess.Read, bufferSize: 0);
        long length = stream.Length;
        byte[] head = HeadOf(stream);
        if (!head.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            return length < Limits.LongTextBytes ? null : Of(head, stream, long.MaxValue, path, gaps);
        if (length < Limits.LongTextBytes / Limits.PackedRatio)
            return null;
        using GZipStream unpacked = new(new HeadedStream(head, stream, long.MaxValue), CompressionMode.Decompress);
        try
        {
            return Of(HeadOf(unpacked), unpacked, length * Limits.PackedRatio, path, gaps);
        }
        catch (InvalidDataException)
        {
            // What reads short files says what is wrong with it.
            return null;
        }
    }

    /// <summary>A log that was followed before, from a copy of it; null for a form that nobody knows.</summary>
    public static SavedPiece? Again(string kind, Stream log, string place, ICollection<Gap> gaps) =>
        Array.Find(All, each => each.Kind == kind) is { } format ? Follow(format, log, place, gaps) : null;

    /// <summary>Its plain text from the beginning; null where it is gone.</summary>
    public static Stream? Open(string path, long length)
    {
        SafeFileHandle? file = FileHandle.Open(path, Libc.OpenNonBlock, out _);
        if (file is null || !FileHandle.IsRegular(file))
        {
            file?.Dispose();
            return null;
        }
        FileStream stream = new(file, FileAccess.Read, bufferSize: 0);
        byte[] head = HeadOf(stream);
        stream.Position = 0;
        bool isPacked = head.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]);
        return new HeadedStream(default, isPacked ? new GZipStream(stream, CompressionMode.Decompress) : stream, length);
    }

    static FollowedLog? Of(byte[] head, Stream rest, long most, string path, ICollection<Gap> gaps)
    {
        if (FormatOf(head) is not { } format)
            return null;
        using HeadedStream whole = new(head, rest, most);
        SavedPiece piece = Follow(format, whole, path, gaps);
        Gap? cut = whole.WasCut ? Gaps.PackedTooLong.At(path, null, (most >> 20).ToString(System.Globalization.CultureInfo.InvariantCulture)) : null;
        return new FollowedLog(piece, most - whole.Left, cut);
    }

    static SavedPiece Follow(LongFormat format, Stream log, string place, ICollection<Gap> gaps)
    {
        PieceContent content = format.Read(log, place);
        foreach (Gap gap in content.Gaps)
            gaps.Add(gap);
        return new SavedPiece(place, 1, content.Lines, format.Kind) { Content = content.Content, Unread = content.Unread };
    }

    static LongFormat? FormatOf(byte[] head)
    {
        Lines lines = new(head);
        while (lines.Number < LinesLookedAt && lines.MoveNext() && lines.IsWhole)
        {
            foreach (LongFormat format in All)
            {
                if (format.Begins(lines.Current))
                    return format;
            }
        }
        return null;
    }

    static byte[] HeadOf(Stream stream)
    {
        byte[] head = new byte[Head];
        return head[..stream.ReadAtLeast(head, Head, throwOnEndOfStream: false)];
    }

    static LongFormat Of<T>(string kind, SavedFormat.Line begins, Func<Stream, string, Parsed<T>> read, Func<T, (long Lines, IReadOnlyList<UnreadLine> Unread)> lines)
        where T : class =>
        new(kind, begins, (stream, place) => read(stream, place) is var parsed && lines(parsed.Value) is var (count, unread)
            ? new PieceContent(parsed.Value, parsed.Gaps, unread.Count) { Lines = (int)Math.Min(count, int.MaxValue) } : default);
}

/// <param name="Length">Of its plain text, as far as it was read.</param>
/// <param name="Cut">It was longer than may be.</param>
readonly record struct FollowedLog(SavedPiece Piece, long Length, Gap? Cut);
