using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Formats;

/// <summary>A text that is read line by line.</summary>
interface ILineReading
{
    Reading Read(ReadOnlySpan<byte> line);
}

static class LineReading
{
    /// <summary>Reads every line, and notes what became of those that were not understood.</summary>
    public static T Over<T>(this T reading, ReadOnlySpan<byte> text, ReportNotes notes)
        where T : ILineReading
    {
        ReportLines lines = new(text);
        while (lines.MoveNext())
        {
            Reading state = reading.Read(lines.Current);
            if (state == Reading.Unknown)
                notes.Keep(lines);
            else if (state == Reading.Broken)
                notes.Broken(lines);
        }
        return reading;
    }
}
