using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Evidence.Saved;

namespace Fathom.Sources.Files;

/// <summary>The last figures of a recording, where no text says them of the process itself (events: jfr/metadata/metadata.xml of the JDK).</summary>
static class RecordedFigures
{
    /// <summary>A machine without a limit is a limit of all its memory, or of nearly 2^63.</summary>
    const long Unlimited = 1L << 50;

    public static Bytes? Resident(SavedTexts saved) => Size(saved.Last<FlightRecording>()?.Find("jdk.ResidentSetSize", "", "size")?.Last);

    /// <summary>The kernel's own (VmHWM), of all the time that the process has run.</summary>
    public static Bytes? Peak(SavedTexts saved) => Size(saved.Last<FlightRecording>()?.Find("jdk.ResidentSetSize", "", "peak")?.Last);

    public static DirectBuffers? Direct(SavedTexts saved)
    {
        if (saved.Last<FlightRecording>() is not { } recording || Last(recording, "count") is not { } count || Last(recording, "memoryUsed") is not { } used)
            return null;
        return new DirectBuffers(count, new Bytes(used), new Bytes(Last(recording, "totalCapacity") ?? used));

        static long? Last(FlightRecording recording, string field) =>
            recording.Find("jdk.DirectBufferStatistics", "", field)?.Last is >= 0 and < Unlimited and { } value ? value : null;
    }

    public static CgroupUsage? Container(SavedTexts saved) =>
        saved.Last<FlightRecording>() is { } recording && recording.Find("jdk.ContainerConfiguration", "", "memoryLimit")?.Last is > 0 and < Unlimited and { } limit
            && recording.Find("jdk.ContainerMemoryUsage", "", "memoryUsage")?.Last is > 0 and < Unlimited and { } usage
            ? new CgroupUsage(2, "/", new Bytes(limit), new Bytes(usage), Bytes.Zero) : null;

    /// <summary>Reserved and committed by tag; how much of it is malloc's these events do not say.</summary>
    public static NmtReport? Nmt(SavedTexts saved)
    {
        if (saved.Last<FlightRecording>() is not { } recording)
            return null;
        List<NmtCategory> tags = [];
        foreach (RecordedSeries series in recording.Series)
        {
            if (series is { Event: "jdk.NativeMemoryUsage", Field: "committed", Key.Length: > 0 })
                tags.Add(new NmtCategory(series.Key, Amount(recording.Find(series.Event, series.Key, "reserved")), Amount(series)));
        }
        if (tags.Count == 0)
            return null;
        return new NmtReport(NmtKind.Summary, new Bytes(1))
        {
            Reserved = Total("reserved", tag => tag.Reserved),
            Committed = Total("committed", tag => tag.Committed),
            Categories = tags,
        };

        NmtAmount Total(string field, Func<NmtCategory, NmtAmount> of) => recording.Find("jdk.NativeMemoryUsageTotal", "", field) is { } total
            ? Amount(total) : new NmtAmount(tags.Aggregate(Bytes.Zero, (sum, tag) => sum + of(tag).Size));
    }

    static NmtAmount Amount(RecordedSeries? series) => new(Size(series?.Last) ?? Bytes.Zero);

    static Bytes? Size(long? last) => last is >= 0 and < Unlimited and { } value ? new Bytes(value) : null;
}
