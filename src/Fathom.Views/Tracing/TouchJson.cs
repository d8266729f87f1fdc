using System.Text.Json;
using Fathom.Accounting.Tracing;
using Fathom.Evidence.Tracing;
using Fathom.Views.Json;

namespace Fathom.Views.Tracing;

/// <summary>`trace --touch --json`.</summary>
public static class TouchJson
{
    public static void Write(Stream to, TouchAnswer answer)
    {
        TouchTrace trace = answer.Trace;
        EventsJson.Write(to, "touch", answer.Target, answer.Profile, trace.Elapsed, trace.TargetLives, json =>
        {
            json.WriteNumber("faults", trace.Faults);
            json.WriteNumber("samples", trace.Seen);
            json.WriteNumber("lost", trace.Lost);
            json.WriteNumber("touched_bytes", answer.Touched.Value);
            json.WriteBytesOrNull("resident_growth_bytes", answer.Grown);
            WriteRows(json, "owners", answer.Summary.Owners);
            WriteRows(json, "callers", answer.Summary.Callers);
            WriteRows(json, "threads", answer.Summary.Threads);
        });
    }

    static void WriteRows(Utf8JsonWriter json, string name, IReadOnlyList<TouchRow> rows)
    {
        json.WriteStartArray(name);
        foreach (TouchRow row in rows)
        {
            json.WriteStartObject();
            json.WriteString("name", row.Name);
            if (row.Java is { } java)
                json.WriteString("java", java);
            json.WriteNumber("bytes", TouchView.Size(row).Value);
            json.WriteNumber("share", row.Share);
            json.WriteNumber("samples", row.Samples);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
