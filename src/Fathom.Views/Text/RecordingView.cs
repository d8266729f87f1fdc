using System.Globalization;
using Fathom.Accounting.Saved;
using Fathom.Evidence;
using Fathom.Evidence.Saved;

namespace Fathom.Views.Text;

/// <summary>A recording of Flight Recorder: what it holds, and how the figures of memory in it went.</summary>
static class RecordingView
{
    const int MostTags = 8;
    const int MostEvents = 5;

    public static void Write(FlightRecording recording, int columns, TextWriter to)
    {
        Paragraph.Write("Recording", Sentence(recording), columns, to);
        List<(string Title, RecordedSeries Series)> rows = [];
        foreach (RecordedFigure figure in RecordedFigure.All)
        {
            if (figure.In(recording) is { } series)
                rows.Add((figure.Title, series));
        }
        RecordedSeries[] tags = [.. recording.Series.Where(series => series is { Event: "jdk.NativeMemoryUsage", Field: "committed" })
            .OrderByDescending(series => series.Growth).ThenByDescending(series => series.Last)];
        foreach (RecordedSeries tag in tags.Take(MostTags))
            rows.Add(("  " + tag.Key, tag));
        Rows(rows, columns, to);
        if (tags.Length > MostTags)
            Paragraph.Write("", string.Create(CultureInfo.InvariantCulture, $"and {tags.Length - MostTags} NMT tags more: --json has them"), columns, to);
        if (recording.HasNativeAllocations)
            Paragraph.Write("", string.Create(CultureInfo.InvariantCulture, $"{recording.CountOf("profiler.Malloc"):N0} allocations of native memory with stacks: fathom profile {recording.Place}"), columns, to);
    }

    static string Sentence(FlightRecording recording)
    {
        string jvm = recording.Jvm is { } said ? string.Join(" ", (string?[])[said.Name, said.Pid is { } pid ? string.Create(CultureInfo.InvariantCulture, $"pid {pid}") : null]) + ", " : "";
        string start = recording.StartNanos > 0
            ? string.Create(CultureInfo.InvariantCulture, $"from {DateTimeOffset.FromUnixTimeMilliseconds(recording.StartNanos / 1_000_000):yyyy-MM-dd HH:mm:ss} (UTC) for {recording.Nanos / 1e9:0.#} s") : "of unknown time";
        string events = string.Join(", ", recording.Events.Take(MostEvents).Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Name} {each.Count:N0}")));
        return string.Create(CultureInfo.InvariantCulture, $"{jvm}{start}, {recording.Chunks} {(recording.Chunks == 1 ? "chunk" : "chunks")} of version {recording.Version}, {SizeText.Of(recording.Size)}; events: {events}{(recording.Events.Count > MostEvents ? " …" : "")}");
    }

    static void Rows(List<(string Title, RecordedSeries Series)> rows, int columns, TextWriter to)
    {
        if (rows.Count == 0)
            return;
        Table table = new(to, columns, new Column("First", 10, Align.Right), new("Last", 10, Align.Right), new("Growth", 11, Align.Right),
            new("Least", 10, Align.Right), new("Most", 10, Align.Right), new("Figure", 0));
        table.Header();
        foreach ((string title, RecordedSeries series) in rows)
            table.Row(Text(series.First, series), Text(series.Last, series), Change(series), Text(series.Least, series), Text(series.Most, series), title);
    }

    static string Change(RecordedSeries series) => series.Growth > 0 ? "+" + Text(series.Growth, series) : Text(series.Growth, series);

    static string Text(long value, RecordedSeries series) =>
        !series.IsBytes ? value.ToString("N0", CultureInfo.InvariantCulture)
        : value >= 0 ? SizeText.Of(new Bytes(value)) : "-" + SizeText.Of(new Bytes(-Math.Max(value, -long.MaxValue)));
}
