namespace Fathom.Evidence.Saved;

/// <summary>A recording of the JDK's Flight Recorder: which events it holds, and the figures of memory in them over time.</summary>
public sealed record FlightRecording(string Place)
{
    public int Chunks { get; init; }

    /// <summary>Of its form, as the last chunk says.</summary>
    public string Version { get; init; } = "";

    /// <summary>Since 1970.</summary>
    public long StartNanos { get; init; }

    /// <summary>Of all chunks.</summary>
    public long Nanos { get; init; }

    /// <summary>Null where no chunk says it.</summary>
    public DateTimeOffset? EndedAt => StartNanos > 0 ? DateTimeOffset.UnixEpoch.AddTicks((StartNanos / 100) + (Math.Clamp(Nanos, 0, long.MaxValue / 4) / 100)) : null;

    public Bytes Size { get; init; }

    /// <summary>The most frequent first.</summary>
    public IReadOnlyList<RecordedEvents> Events { get; init; } = [];

    public IReadOnlyList<RecordedSeries> Series { get; init; } = [];

    public RecordedJvm? Jvm { get; init; }

    /// <summary>Allocations of memory below the heap, with stacks, that only a profiler puts into a recording.</summary>
    public bool HasNativeAllocations => CountOf("profiler.Malloc") > 0;

    public RecordedSeries? Find(string name, string key, string field)
    {
        foreach (RecordedSeries series in Series)
        {
            if (series.Event == name && series.Key == key && series.Field == field)
                return series;
        }
        return null;
    }

    public long CountOf(string name)
    {
        foreach (RecordedEvents events in Events)
        {
            if (events.Name == name)
                return events.Count;
        }
        return 0;
    }
}

public sealed record RecordedEvents(string Name, long Count, Bytes Size);

/// <summary>The JVM as it says itself (jdk.JVMInformation).</summary>
public sealed record RecordedJvm(int? Pid, string? Name, string? Version, string? Arguments, string? Flags, string? Program);

/// <summary>A figure over time.</summary>
/// <param name="Event">jdk.NativeMemoryUsage.</param>
/// <param name="Key">Of which part: the NMT tag, or when it was taken; empty where the event tells none.</param>
/// <param name="Field">committed.</param>
public sealed record RecordedSeries(string Event, string Key, string Field, bool IsBytes)
{
    public long Samples { get; init; }

    public long First { get; init; }

    public long Last { get; init; }

    public long Least { get; init; }

    public long Most { get; init; }

    public long FirstNanos { get; init; }

    public long LastNanos { get; init; }

    /// <summary>Some of the samples in order of time, at even distances.</summary>
    public IReadOnlyList<RecordedPoint> Points { get; init; } = [];

    public long Growth => (long)Int128.Clamp((Int128)Last - First, long.MinValue, long.MaxValue);
}

public readonly record struct RecordedPoint(long Nanos, long Value);
