using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Formats.Monitors;

/// <summary>Samples by what they are of, whatever their exporter calls them.</summary>
sealed class MetricsReading(ReportNotes notes) : ILineReading
{
    /// <summary>A JVM has twenty pools; a node of Kubernetes has hundreds of containers.</summary>
    const int MostSpaces = 1000;
    const int MostContainers = 100_000;

    readonly Dictionary<string, MetricSpace> _areas = new(StringComparer.Ordinal);
    readonly Dictionary<string, MetricSpace> _pools = new(StringComparer.Ordinal);
    readonly Dictionary<string, MetricSpace> _buffers = new(StringComparer.Ordinal);
    readonly Dictionary<string, MetricSpace> _native = new(StringComparer.Ordinal);
    readonly Dictionary<(string, string?), MetricContainer> _containers = [];
    JvmMetrics _metrics = new();
    long _samples;

    public Reading Read(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty || line[0] == (byte)'#')
            return line.IsEmpty || line.StartsWith("# "u8) ? Reading.Understood : Reading.Unknown;
        if (!MetricLine.TryParse(line, out MetricLine sample))
            return LooksLikeSample(line) ? Reading.Broken : Reading.Unknown;
        _samples++;
        MetricName name = MetricName.Of(sample.Name);
        if (name.Subject == MetricSubject.Other)
        {
            _metrics = _metrics with { Others = _metrics.Others + 1 };
            return Reading.Understood;
        }
        // -1 is a MXBean's word for no limit, NaN an exporter's for no answer.
        if (!(sample.Value >= 0))
            return Reading.Understood;
        return sample.Value < long.MaxValue / 2 ? Take(name, sample, (long)sample.Value) : NoLimit(name) ? Reading.Understood : Reading.Broken;
    }

    public JvmMetrics Finish()
    {
        if (_samples == 0)
            notes.Add(Gaps.ToolTextIncomplete, "line \"name{label=…} value\"", "a Prometheus endpoint");
        return _metrics with
        {
            Areas = [.. _areas.Values],
            Pools = [.. _pools.Values],
            Buffers = [.. _buffers.Values],
            Native = [.. _native.Values],
            Containers = [.. _containers.Values],
        };
    }

    static bool LooksLikeSample(ReadOnlySpan<byte> line) =>
        MetricLine.NameLength(line) is > 3 and var length && length < line.Length && line[length] == (byte)'{';

    /// <summary>A cgroup without a limit has one of nearly 2^63.</summary>
    static bool NoLimit(MetricName name) => name.Figure is MetricFigure.Max;

    Reading Take(MetricName name, MetricLine sample, long value)
    {
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
            case MetricSubject.Native:
                return sample.Label("pool") is { } tag ? Keep(_native, tag, null, name.Figure, value) : Reading.Unknown;
            default:
                return Container(name, sample, value);
        }
    }

    void Process(MetricFigure figure, MetricLine sample, long value)
    {
        // OpenTelemetry counts threads by state and kind.
        bool part = sample.Label("jvm_thread_state", "jvm_thread_daemon", "daemon", "state") is not null;
        _metrics = figure switch
        {
            MetricFigure.Used => _metrics with { Resident = new Bytes(value) },
            MetricFigure.Reserved => _metrics with { Virtual = new Bytes(value) },
            _ => _metrics with { Threads = Math.Min(long.MaxValue / 2, part ? value + (_metrics.Threads ?? 0) : value) },
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

    Reading Container(MetricName name, MetricLine sample, long value)
    {
        if (sample.Label("resource") is { } resource && resource != "memory")
            return Reading.Understood;
        string? pod = sample.Label("pod", "pod_name");
        // Without a name it is a cgroup above containers, and counts them again.
        if (sample.Label("container", "container_name", "name") is not { } container)
            return Reading.Understood;
        if (!notes.HasRoom(_containers.Count, "containers", MostContainers))
            return Reading.Understood;
        MetricContainer before = _containers.GetValueOrDefault((container, pod)) ?? new MetricContainer(container, pod);
        Bytes size = new(value);
        _containers[(container, pod)] = name.Figure switch
        {
            MetricFigure.Used => before with { Usage = size },
            MetricFigure.WorkingSet => before with { WorkingSet = size },
            MetricFigure.Anonymous => before with { Anonymous = size },
            MetricFigure.Cache => before with { Cache = size },
            MetricFigure.Swap => before with { Swap = size },
            MetricFigure.Max => before with { Limit = value == 0 ? null : size },
            MetricFigure.Killed => before with { WasKilledForMemory = before.WasKilledForMemory || (value > 0 && sample.Label("reason") is null or "OOMKilled") },
            _ => before with { Failures = value },
        };
        return Reading.Understood;
    }
}
