using Fathom.Evidence.Saved;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Formats.Procps;

/// <summary>top -b or a screen of it, and ps with any columns: the header says which.</summary>
public static class ProcessTableText
{
    public static bool Begins(ReadOnlySpan<byte> line) =>
        line.StartsWith("top - "u8) || ProcessColumns.Of(line, new Words(), out _) is not null;

    public static Parsed<ProcessTable> Parse(ReadOnlySpan<byte> text, string place)
    {
        ReportNotes notes = new(place);
        ProcessTableReading reading = new ProcessTableReading(notes).Over(text, notes);
        return notes.Done(reading.Finish() with { Unread = notes.Unread });
    }
}
