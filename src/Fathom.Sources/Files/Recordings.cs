using System.IO.Compression;
using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.Flight;
using Fathom.Sources.Proc;
using Fathom.Sources.Profiles;

namespace Fathom.Sources.Files;

/// <summary>Recordings among the files of a case: followed chunk by chunk, for one may be longer than memory.</summary>
static class Recordings
{
    const int Head = 4;

    /// <summary>Null where the file is none.</summary>
    public static SavedPiece? Of(string path, ICollection<Gap> gaps)
    {
        if (!RegularFile.Open(path, new Bytes(long.MaxValue)).Try(out RegularFile? file, out _))
            return null;
        using (file)
        {
            byte[] head = new byte[Head];
            int got = file.Read(0, head);
            using FileContent content = new(file);
            if (FlightFile.Begins(head.AsSpan(0, got)))
                return Of(content, path, gaps);
            return head is [0x1F, 0x8B, ..] ? OfPacked(content, path, gaps) : null;
        }
    }

    public static SavedPiece Of(Stream recording, string place, ICollection<Gap> gaps)
    {
        Parsed<FlightRecording> parsed = FlightFile.Read(recording, place);
        foreach (Gap gap in parsed.Gaps)
            gaps.Add(gap);
        return new SavedPiece(place, 0, 0, FlightFile.Kind) { Content = parsed.Value, Pid = parsed.Value.Jvm?.Pid, SaidAt = parsed.Value.EndedAt?.UtcDateTime };
    }

    static SavedPiece? OfPacked(Stream packed, string path, ICollection<Gap> gaps)
    {
        using GZipStream unpacked = new(packed, CompressionMode.Decompress);
        byte[] head = new byte[Head];
        try
        {
            int got = unpacked.ReadAtLeast(head, Head, throwOnEndOfStream: false);
            if (!FlightFile.Begins(head.AsSpan(0, got)))
                return null;
            using HeadedStream whole = new(head, unpacked, long.MaxValue);
            return Of(whole, path, gaps);
        }
        catch (InvalidDataException)
        {
            // What reads packed texts says what is wrong with it.
            return null;
        }
    }
}
