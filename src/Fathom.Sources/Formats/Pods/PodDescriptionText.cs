using Fathom.Evidence.Saved;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Formats.Pods;

/// <summary>kubectl describe pod.</summary>
public static class PodDescriptionText
{
    /// <summary>Padded with blanks, where /proc/PID/status has a tab.</summary>
    public static bool Begins(ReadOnlySpan<byte> line) => line.StartsWith("Name:   "u8) && !line[8..].Trim((byte)' ').IsEmpty;

    public static Parsed<ContainerStates> Parse(ReadOnlySpan<byte> text, string place)
    {
        ReportNotes notes = new(place);
        PodDescriptionReading reading = new PodDescriptionReading(notes).Over(text, notes);
        return notes.Done(reading.Finish() with { Unread = notes.Unread });
    }
}
