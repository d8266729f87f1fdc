namespace Fathom.Evidence;

/// <summary>The counters a HotSpot JVM keeps in its shared page (hsperfdata), by their names.</summary>
public sealed record PerfData(IReadOnlyDictionary<string, PerfCounter> Counters)
{
    /// <summary>Null where this JVM does not keep the counter: each version and collector has its own set.</summary>
    public long? Number(string name) => Counters.TryGetValue(name, out PerfCounter counter) ? counter.Number : null;

    public string? Text(string name) => Counters.TryGetValue(name, out PerfCounter counter) ? counter.Text : null;

    public Bytes? Size(string name) => Number(name) is { } bytes ? new Bytes(bytes) : null;

    /// <summary>A time that was counted in ticks of the JVM's high resolution timer.</summary>
    public TimeSpan? Ticks(string name) =>
        Number(name) is { } ticks && Number("sun.os.hrt.frequency") is > 0 and var frequency
            && (double)ticks / frequency is >= 0 and < 1e9 and var seconds
            ? TimeSpan.FromSeconds(seconds)
            : null;
}

/// <summary>A long or a string, one of the two.</summary>
public readonly record struct PerfCounter(long? Number, string? Text);
