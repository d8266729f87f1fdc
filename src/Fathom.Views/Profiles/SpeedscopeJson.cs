using System.Text.Json;
using Fathom.Accounting.Profiles;

namespace Fathom.Views.Profiles;

/// <summary>A file for speedscope.app (its file-format-spec.ts), which knows no values below zero: what fell is left out.</summary>
public static class SpeedscopeJson
{
    public static void Write(ProfileReport report, Stream to)
    {
        List<int> nodes = [];
        long total = 0;
        for (int node = 1; node < report.Forest.Count; node++)
        {
            if (CallStacks.Value(report, node) <= 0)
                continue;
            nodes.Add(node);
            total = Math.Min(long.MaxValue / 2, total) + Math.Min(long.MaxValue / 2, CallStacks.Value(report, node));
        }
        using Utf8JsonWriter json = new(to);
        json.WriteStartObject();
        json.WriteString("$schema", "https://www.speedscope.app/file-format-schema.json");
        json.WriteString("exporter", "fathom");
        json.WriteStartObject("shared");
        json.WriteStartArray("frames");
        foreach (string label in report.Forest.Labels)
        {
            json.WriteStartObject();
            json.WriteString("name", label);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartArray("profiles");
        json.WriteStartObject();
        json.WriteString("type", "sampled");
        json.WriteString("name", report.Column!.Name);
        json.WriteString("unit", report.Column.Unit is "bytes" or "nanoseconds" or "microseconds" or "milliseconds" or "seconds" ? report.Column.Unit : "none");
        json.WriteNumber("startValue", 0);
        json.WriteNumber("endValue", total);
        json.WriteStartArray("samples");
        foreach (int node in nodes)
        {
            json.WriteStartArray();
            foreach (int label in CallStacks.Of(report.Forest, node))
                json.WriteNumberValue(label);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteStartArray("weights");
        foreach (int node in nodes)
            json.WriteNumberValue(CallStacks.Value(report, node));
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
