using Fathom.Evidence.Saved;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Formats.Procps;

/// <summary>top -b or a screen of it, and ps with any columns: the header says which.</summary>
public static class ProcessTableText
{
    public static bool Begins(ReadOnlySpan<byte> line) =>
        line.StartsWith("top - "u8) || (MayBeHeader(line) && ProcessColumns.Of(line, new Words(), out _) is not null);

    /// <summary>Asked of every line of large files: what has no such name costs nothing more.</summary>
    static bool MayBeHeader(ReadOnlySpan<byte> line) =>
        line.Length < 2000 && (line.IndexOf("PID"u8) >= 0 || line.IndexOf("RS"u8) >= 0 || line.IndexOf("VSZ"u8) >= 0);

    public static Parsed<ProcessTable> Parse(ReadOnlySpan<byte> text, string place)
    {
        ReportNotes notes = new(place);
        ProcessTableReading reading = new ProcessTableReading(notes).Over(text, notes);
        return notes.Done(reading.Finish() with { Unread = notes.Unread });
    }
}
