using Fathom.Accounting.Growth;
using Fathom.Evidence;
using Fathom.Evidence.Saved;

namespace Fathom.Accounting.Saved;

/// <summary>A part of the process that a recording follows.</summary>
/// <param name="Name">In words.</param>
public sealed record RecordedPart(string Name, RecordedSeries Series)
{
    const double Late = 0.25;

    /// <summary>The flag that bounds it is the heap's own; that it grows is no sign of anything.</summary>
    public bool IsHeap { get; init; }

    public Bytes Growth => new(Math.Clamp(Series.Growth, -1L << 50, 1L << 50));

    public Bytes Last => new(Math.Clamp(Series.Last, 0, 1L << 50));

    /// <summary>A line that is surely one, of which a part is in the second half: no start that is over, no coming and going.</summary>
    public bool IsSteady
    {
        get
        {
            IReadOnlyList<RecordedPoint> points = Series.Points;
            if (points.Count < Accounting.Growth.Growth.FewestLooks || Series.Growth <= 0)
                return false;
            StraightLine? line = StraightLine.Through([.. points.Select(point => ((point.Nanos - points[0].Nanos) / 1e9, (double)point.Value))]);
            return line is { Slope: > 0, T: > 5 } && (double)Series.Last - points[points.Count / 2].Value >= Series.Growth * Late;
        }
    }
}

/// <summary>How memory went over a recording, as a whole and by part.</summary>
/// <param name="Whole">RSS, or the container's usage; null where the JDK records neither.</param>
/// <param name="Parts">What grew most first. What one of them holds may be in another, too: direct buffers are in NMT's Other.</param>
public sealed record RecordedGrowth(FlightRecording Recording, RecordedPart? Whole, IReadOnlyList<RecordedPart> Parts)
{
    const double Most = 0.6;
    const string Nmt = "jdk.NativeMemoryUsage";

    public TimeSpan Over => TimeSpan.FromTicks(Math.Clamp(Recording.Nanos, 0, long.MaxValue / 4) / 100);

    /// <summary>Committed, of all tags; null where nothing was tracked.</summary>
    public RecordedSeries? Tracked => Recording.Find("jdk.NativeMemoryUsageTotal", "", "committed");

    /// <summary>Null without a recording with such figures.</summary>
    public static RecordedGrowth? Of(SavedTexts? saved)
    {
        if (saved?.Last<FlightRecording>() is not { } recording)
            return null;
        RecordedPart? whole = Part(recording, "RSS", "jdk.ResidentSetSize", "", "size") ?? Part(recording, "the container's usage", "jdk.ContainerMemoryUsage", "", "memoryUsage");
        RecordedPart? direct = Part(recording, "direct buffers", "jdk.DirectBufferStatistics", "", "memoryUsed");
        RecordedPart? heap = Part(recording, "the Java heap", "jdk.GCHeapSummary", "After GC", "heapSpace.committedSize") is { } committed ? committed with { IsHeap = true } : null;
        List<RecordedPart> parts = [.. recording.Series.Where(series => series is { Event: Nmt, Field: "committed" })
            .Select(series => new RecordedPart("NMT's tag " + series.Key, series) { IsHeap = series.Key == "Java Heap" })];
        bool isTracked = parts.Count > 0;
        if (!isTracked && heap is not null)
            parts.Add(heap);
        if (!isTracked && Part(recording, "metaspace", "jdk.MetaspaceSummary", "After GC", "metaspace.committed") is { } metaspace)
            parts.Add(metaspace);
        if (direct is not null)
        {
            // The tag that they are most of says no more than they do.
            parts.RemoveAll(part => part.Name.EndsWith(" Other", StringComparison.Ordinal) && part.Growth <= new Bytes((long)(direct.Growth.Value / Most)));
            parts.Add(direct);
        }
        parts.Sort((one, other) => other.Growth.CompareTo(one.Growth) is not 0 and var order ? order : string.CompareOrdinal(one.Name, other.Name));
        return whole is null && parts.Count == 0 ? null : new RecordedGrowth(recording, whole, parts);
    }

    /// <summary>What of the whole's growth no part has: neither by growing nor by being touched for the first time.</summary>
    public Bytes? Rest
    {
        get
        {
            if (Whole is null)
                return null;
            long grown = Whole.Growth.Value;
            // What was committed before and is touched now grows in RSS alone: only what RSS has above all that is committed is surely outside.
            return new Bytes(Math.Max(0, Tracked is { } tracked
                ? Math.Min(grown - Math.Clamp(tracked.Growth, 0, 1L << 50), Whole.Last.Value - Math.Clamp(tracked.Last, 0, 1L << 50)) : grown - Math.Clamp(Untracked(), 0, 1L << 50)));
        }
    }

    long Untracked()
    {
        long untouched = Recording.Find("jdk.GCHeapSummary", "After GC", "heapSpace.committedSize") is { } committed
            ? committed.Last - (Recording.Find("jdk.GCHeapSummary", "After GC", "heapUsed")?.First ?? 0) : 0;
        return Parts.Where(part => !part.IsHeap).Sum(part => Math.Max(0, part.Growth.Value)) + Math.Clamp(untouched, 0, 1L << 50);
    }

    static RecordedPart? Part(FlightRecording recording, string name, string @event, string key, string field) =>
        recording.Find(@event, key, field) is { Samples: > 1 } series ? new RecordedPart(name, series) : null;
}
