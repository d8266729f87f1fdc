using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Formats.Monitors;

/// <summary>Samples by what they are of, whatever their exporter calls them.</summary>
sealed class MetricsReading(ReportNotes notes) : ILineReading
{
    /// <summary>A node of Kubernetes has hundreds of containers.</summary>
    const int MostContainers = 100_000;
    const int MostJvms = 1000;

    /// <summary>In a gap.</summary>
    const int MostNamed = 5;

    readonly Dictionary<string, JvmReading> _jvms = new(StringComparer.Ordinal);
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
        JvmReading[] jvms = [.. _jvms.Values.Where(each => each.IsJvm)];
        // Of one exporter, cut to lines that any program has.
        if (jvms.Length == 0 && _jvms.Count == 1)
            jvms = [.. _jvms.Values];
        if (jvms.Length > 1)
            notes.Add(Gaps.MetricsOfSeveral, jvms.Length.ToString(CultureInfo.InvariantCulture), string.Join(", ", jvms.Take(MostNamed).Select(NameOf)) + (jvms.Length > MostNamed ? ", …" : ""));
        return _metrics with
        {
            Jvms = [.. jvms.Select(jvm => jvm.Finish())],
            Containers = [.. _containers.Values],
            Others = _metrics.Others + _jvms.Values.Except(jvms).Sum(other => other.Samples),
        };
    }

    static string NameOf(JvmReading jvm) => jvm.Name.Length > 0 ? jvm.Name : "one without labels";

    static bool LooksLikeSample(ReadOnlySpan<byte> line) =>
        MetricLine.NameLength(line) is > 3 and var length && length < line.Length && line[length] == (byte)'{';

    /// <summary>A cgroup without a limit has one of nearly 2^63.</summary>
    static bool NoLimit(MetricName name) => name.Figure is MetricFigure.Max;

    Reading Take(MetricName name, MetricLine sample, long value)
    {
        if (name.Subject == MetricSubject.Container)
            return Container(name, sample, value);
        string source = Source(sample);
        if (!_jvms.TryGetValue(source, out JvmReading? jvm))
        {
            if (!notes.HasRoom(_jvms.Count, "JVMs", MostJvms))
                return Reading.Understood;
            _jvms[source] = jvm = new JvmReading(source, notes);
        }
        return jvm.Take(name, sample, value);
    }

    /// <summary>
    /// By the labels that Prometheus puts on what it has scraped, in its own file or answer (/federate). A process that two
    /// jobs scrape has one instance; where there is none, the labels that exporters give all of their samples must do.
    /// </summary>
    static string Source(MetricLine sample)
    {
        if (!sample.HasLabels)
            return "";
        string? pod = sample.Label("pod", "pod_name", "kubernetes_pod_name"), instance = sample.Label("instance", "exported_instance");
        if (pod is not null)
            pod = sample.Label("namespace", "kubernetes_namespace") is { } space ? space + "/" + pod : pod;
        return pod is not null && instance is not null ? pod + " " + instance
            : pod ?? instance ?? sample.Label("host", "hostname", "application", "app", "service_name", "job") ?? "";
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
