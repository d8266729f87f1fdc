using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Formats.Monitors;

/// <summary>Samples of one scraped process.</summary>
sealed class JvmReading(string name, ReportNotes notes)
{
    /// <summary>A JVM has twenty pools.</summary>
    const int MostSpaces = 1000;

    readonly Dictionary<string, MetricSpace> _areas = new(StringComparer.Ordinal);
    readonly Dictionary<string, MetricSpace> _pools = new(StringComparer.Ordinal);
    readonly Dictionary<string, MetricSpace> _buffers = new(StringComparer.Ordinal);
    readonly Dictionary<string, MetricSpace> _native = new(StringComparer.Ordinal);
    MeteredJvm _jvm = new(name);

    public string Name => _jvm.Name;

    /// <summary>Every program that Prometheus scrapes tells its RSS.</summary>
    public bool IsJvm { get; private set; }

    public long Samples { get; private set; }

    public MeteredJvm Finish() => _jvm with { Areas = [.. _areas.Values], Pools = [.. _pools.Values], Buffers = [.. _buffers.Values], Native = [.. _native.Values] };

    public Reading Take(MetricName name, MetricLine sample, long value)
    {
        Samples++;
        IsJvm |= name.Subject != MetricSubject.Process || sample.Name.StartsWith("jvm_"u8);
        switch (name.Subject)
        {
            case MetricSubject.Process:
                Process(name.Figure, sample, value);
                return Reading.Understood;
            case MetricSubject.Memory:
                string? area = Area(sample) ?? name.Area;
                if (sample.Label("id", "pool", "jvm_memory_pool_name", "name") is { } pool)
                    return Keep(_pools, pool, area, name.Figure, value);
                return area is null ? Reading.Unknown : Keep(_areas, area, area, name.Figure, value);
            case MetricSubject.Buffer:
                return sample.Label("id", "pool", "jvm_buffer_pool_name", "name") is { } buffer ? Keep(_buffers, buffer, null, name.Figure, value) : Reading.Unknown;
            default:
                return sample.Label("pool") is { } tag ? Keep(_native, tag, null, name.Figure, value) : Reading.Unknown;
        }
    }

    void Process(MetricFigure figure, MetricLine sample, long value)
    {
        // OpenTelemetry counts threads by state and kind.
        bool part = sample.Label("jvm_thread_state", "jvm_thread_daemon", "daemon", "state") is not null;
        _jvm = figure switch
        {
            MetricFigure.Used => _jvm with { Resident = new Bytes(value) },
            MetricFigure.Reserved => _jvm with { Virtual = new Bytes(value) },
            _ => _jvm with { Threads = Math.Min(long.MaxValue / 2, part ? value + (_jvm.Threads ?? 0) : value) },
        };
    }

    static string? Area(MetricLine sample) => sample.Label("area", "jvm_memory_type", "type") switch
    {
        "non_heap" or "nonheap" => "nonheap",
        { } other => other,
        null => null,
    };

    Reading Keep(Dictionary<string, MetricSpace> spaces, string key, string? area, MetricFigure figure, long value)
    {
        if (!spaces.ContainsKey(key) && !notes.HasRoom(spaces.Count, "memory pools", MostSpaces))
            return Reading.Understood;
        ref MetricSpace? space = ref CollectionsMarshal.GetValueRefOrAddDefault(spaces, key, out _);
        MetricSpace before = space ?? new MetricSpace(key) { Area = area };
        space = figure switch
        {
            MetricFigure.Used => before with { Used = new Bytes(value) },
            MetricFigure.Committed => before with { Committed = new Bytes(value) },
            MetricFigure.Reserved => before with { Reserved = new Bytes(value) },
            MetricFigure.Max => before with { Max = new Bytes(value) },
            _ => before with { Count = value },
        };
        return Reading.Understood;
    }
}
