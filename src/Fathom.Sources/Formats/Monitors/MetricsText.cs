using Fathom.Evidence.Saved;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Formats.Monitors;

/// <summary>
/// The text that Prometheus scrapes, with the names of client_java 0 and 1, Micrometer, OpenTelemetry, the JMX exporter's
/// defaults, cAdvisor and kube-state-metrics.
/// </summary>
public static class MetricsText
{
    public static bool Begins(ReadOnlySpan<byte> line) =>
        line.StartsWith("# HELP "u8) ? IsName(line["# HELP "u8.Length..])
        : line.StartsWith("# TYPE "u8) ? IsName(line["# TYPE "u8.Length..])
        : IsKnown(line) && MetricLine.TryParse(line, out _);

    public static Parsed<JvmMetrics> Parse(ReadOnlySpan<byte> text, string place)
    {
        ReportNotes notes = new(place);
        MetricsReading reading = new MetricsReading(notes).Over(text, notes);
        return notes.Done(reading.Finish() with { Unread = notes.Unread });
    }

    static bool IsName(ReadOnlySpan<byte> text) =>
        MetricLine.NameLength(text) is > 2 and var length && length < text.Length && text[length] == (byte)' ' && text[..length].IndexOf((byte)'_') > 0;

    static bool IsKnown(ReadOnlySpan<byte> line) =>
        line.StartsWith("jvm_"u8) || line.StartsWith("process_resident_memory_bytes"u8) || line.StartsWith("container_memory_"u8)
        || line.StartsWith("java_lang_"u8) || line.StartsWith("process_runtime_jvm_"u8) || line.StartsWith("kube_pod_container_"u8);
}
