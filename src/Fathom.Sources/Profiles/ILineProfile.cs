using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Profiles;

/// <summary>A profile that is taken in line by line.</summary>
interface ILineProfile
{
    void Add(int number, ReadOnlySpan<byte> line);

    Parsed<AllocationProfile> Done(long lines);
}

static class LineProfile
{
    public static Parsed<AllocationProfile> Over<T>(this T reading, Stream stream)
        where T : ILineProfile
    {
        StreamLines lines = new(stream);
        while (lines.MoveNext())
            reading.Add((int)Math.Min(lines.Number, int.MaxValue), lines.Current);
        return reading.Done(lines.Number);
    }

    public static Parsed<AllocationProfile> Over<T>(this T reading, ReadOnlySpan<byte> text)
        where T : ILineProfile
    {
        Lines lines = new(text);
        while (lines.MoveNext())
            reading.Add(lines.Number, lines.Current);
        return reading.Done(lines.Number);
    }

    /// <summary>Says what the profile had more of than is kept.</summary>
    public static void AddFull(this ReportNotes notes, ProfileBuilder builder, SnapshotList? moments = null)
    {
        if ((builder.Full ?? (moments is { WasThinned: true } ? "moments" : null)) is { } full)
            notes.Add(Gaps.ReportTooLong, full, (full == "moments" ? moments!.Kept.Count : builder.SampleCount).ToString("N0", CultureInfo.InvariantCulture));
    }
}
