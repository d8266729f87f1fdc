using Fathom.Evidence.Saved;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Formats.Procps;

/// <summary>
/// pmap, plain, -x, -d, -X and -XX, of procps 3.2 to 4 and of busybox. People sort it, so that header and total may stand
/// anywhere, and cut it, which its own total tells.
/// </summary>
public static class PmapText
{
    public static bool Begins(ReadOnlySpan<byte> line) => IsHead(line) || PmapColumns.OfHeader(line) is not null;

    public static Parsed<PmapReport> Parse(ReadOnlySpan<byte> text, string place)
    {
        ReportNotes notes = new(place);
        PmapReading reading = new PmapReading(notes, HeaderOf(text)).Over(text, notes);
        return notes.Done(reading.Finish() with { Unread = notes.Unread });
    }

    /// <summary>"2154:   java -Xmx1G": three blanks, where a class histogram's row has its count.</summary>
    internal static bool IsHead(ReadOnlySpan<byte> line)
    {
        AsciiLine rest = new(line);
        return rest.TakeDecimal(out ulong pid) && pid <= int.MaxValue && rest.Take(":   "u8) && !rest.Rest.IsEmpty
            && rest.Rest[0] is not (byte)' ' and not (>= (byte)'0' and <= (byte)'9');
    }

    static PmapColumn[]? HeaderOf(ReadOnlySpan<byte> text)
    {
        ReportLines lines = new(text);
        PmapColumn[]? header = null;
        while (header is null && lines.MoveNext())
            header = PmapColumns.OfHeader(lines.Current);
        return header;
    }
}
