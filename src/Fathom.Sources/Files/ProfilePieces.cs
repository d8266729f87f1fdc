using System.IO.Compression;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.Flight;
using Fathom.Sources.Proc;
using Fathom.Sources.Profiles;

namespace Fathom.Sources.Files;

/// <summary>Profiles among the files of a case: each becomes a piece that says which dump of which process it is.</summary>
static class ProfilePieces
{
    const int Head = 64 * 1024;

    /// <summary>Of a file that is no text; null where it is none, or one of text, which may stand among other texts.</summary>
    public static SavedPiece? OfBinary(string path, ICollection<Gap> gaps)
    {
        if (!RegularFile.Open(path, new Bytes(long.MaxValue)).Try(out RegularFile? file, out _))
            return null;
        using (file)
        using (FileContent content = new(file))
            return IsBinary(HeadOf(content)) ? Read(path, gaps) : null;
    }

    /// <summary>Of bytes in which nobody found a text that is known; null where they are no profile.</summary>
    public static SavedPiece? Of(byte[] bytes, string place, ICollection<Gap> gaps)
    {
        ReadOnlySpan<byte> head = bytes.AsSpan(0, Math.Min(bytes.Length, Head));
        return ProfileFormat.Of(head) is { } format && !FlightFile.Begins(head) ? Piece(format.Read(new MemoryStream(bytes), place), place, gaps) : null;
    }

    /// <summary>The allocations in a recording that has some.</summary>
    public static SavedPiece? Of(FlightRecording recording, Func<Result<Parsed<AllocationProfile>>> read, ICollection<Gap> gaps) =>
        recording.HasNativeAllocations && read().Try(out Parsed<AllocationProfile>? parsed, out _)
            // The recording's own reader has told what is damaged.
            ? Piece(parsed with { Gaps = [.. parsed.Gaps.Where(gap => gap.Id == Gaps.RecordingNoFrees.Id)] }, recording.Place, gaps) with { Pid = recording.Jvm?.Pid } : null;

    /// <summary>What its name says, and its symbols where the files are here that it names.</summary>
    public static SavedPiece Told(SavedPiece piece, ProfileSymbols symbols)
    {
        if (piece.Content is not AllocationProfile profile)
            return piece;
        DumpName name = DumpName.Of(piece.File);
        bool isJemalloc = name is { Pid: not null, Sequence: not null } && profile.Kind.StartsWith("jemalloc", StringComparison.Ordinal);
        ProfileDump? dump = name.Sequence is { } number ? new ProfileDump($"{name.Prefix}\0{name.Pid}", number) : null;
        // Of gperftools' names "shop_2" may be the second shop as well as process 2.
        return piece with { Content = symbols.Named(profile) with { Dump = dump }, Pid = piece.Pid ?? (isJemalloc ? name.Pid : null), SaidAt = piece.SaidAt ?? profile.TakenAt?.UtcDateTime };
    }

    static SavedPiece? Read(string path, ICollection<Gap> gaps) =>
        ProfileFiles.Open(path, static () => Stream.Null).Try(out Parsed<AllocationProfile>? parsed, out _) ? Piece(parsed, path, gaps) : null;

    static SavedPiece Piece(Parsed<AllocationProfile> parsed, string place, ICollection<Gap> gaps)
    {
        foreach (Gap gap in parsed.Gaps)
            gaps.Add(gap);
        return new SavedPiece(place, 0, 0, parsed.Value.Kind) { Content = parsed.Value, Unread = parsed.Value.Unread.Count };
    }

    static bool IsBinary(byte[] head) => BinaryKind.Of(head) is not null && !FlightFile.Begins(head) && ProfileFormat.Of(head) is not null;

    /// <summary>Unpacked, where it is packed.</summary>
    static byte[] HeadOf(Stream stream)
    {
        byte[] head = new byte[Head];
        head = head[..stream.ReadAtLeast(head, Head, throwOnEndOfStream: false)];
        if (!head.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            return head;
        using GZipStream unpacked = new(new MemoryStream(head), CompressionMode.Decompress);
        byte[] plain = new byte[Head];
        try
        {
            return plain[..unpacked.ReadAtLeast(plain, Head, throwOnEndOfStream: false)];
        }
        catch (InvalidDataException)
        {
            // What reads packed texts says what is wrong with it.
            return [];
        }
    }
}
