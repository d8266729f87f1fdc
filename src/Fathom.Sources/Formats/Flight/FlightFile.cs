using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Saved;

namespace Fathom.Sources.Formats.Flight;

/// <summary>A recording (.jfr) as a part of a case.</summary>
static class FlightFile
{
    public const string Kind = "flight recording";

    public static bool Begins(ReadOnlySpan<byte> head) => FlightHead.Begins(head);

    public static Parsed<FlightRecording> Read(Stream stream, string place)
    {
        FlightFigures figures = new();
        FlightReading reading = new(place, figures);
        reading.Read(stream);
        List<Gap> gaps = [.. reading.Gaps];
        if (figures.IsFull)
            gaps.Add(Gaps.RecordingDamaged.At(place, null, string.Create(CultureInfo.InvariantCulture, $"more than {Limits.FlightSeries} figures")));
        if (figures.Processes is var (one, other))
            gaps.Add(Gaps.RecordingProcesses.At(place, null, one.ToString(CultureInfo.InvariantCulture), other.ToString(CultureInfo.InvariantCulture)));
        return new Parsed<FlightRecording>(reading.Recording with { Series = figures.Series, Jvm = figures.Said }, gaps);
    }
}
