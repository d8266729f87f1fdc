using Fathom.Evidence.Saved;

namespace Fathom.Accounting.Saved;

/// <summary>A figure of memory that recordings of most JDKs have, in words.</summary>
public sealed record RecordedFigure(string Event, string Key, string Field, string Title)
{
    /// <summary>In the order in which they narrow the question; NMT's tags are figures of their own.</summary>
    public static IReadOnlyList<RecordedFigure> All { get; } =
    [
        new("jdk.ResidentSetSize", "", "size", "RSS"),
        new("jdk.ContainerMemoryUsage", "", "memoryUsage", "container"),
        new("jdk.GCHeapSummary", "After GC", "heapUsed", "heap used after GC"),
        new("jdk.GCHeapSummary", "After GC", "heapSpace.committedSize", "heap committed"),
        new("jdk.MetaspaceSummary", "After GC", "metaspace.committed", "metaspace committed"),
        new("jdk.DirectBufferStatistics", "", "memoryUsed", "direct buffers"),
        new("jdk.DirectBufferStatistics", "", "count", "direct buffers, count"),
        new("jdk.JavaThreadStatistics", "", "activeCount", "Java threads"),
        new("jdk.NativeMemoryUsageTotal", "", "committed", "NMT, committed"),
    ];

    public RecordedSeries? In(FlightRecording recording) => recording.Find(Event, Key, Field);
}
