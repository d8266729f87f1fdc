using System.Text.Json;
using Fathom.Evidence.HotSpot;
using Fathom.Views.Text;

namespace Fathom.Views.Json;

/// <summary>`jvm --objects --json`.</summary>
public static class JavaObjectsJson
{
    public static void Write(Stream to, JavaObjectsAnswer answer) =>
        JsonHead.Write(to, answer.TakenAt, answer.Target, answer.Gaps, answer.Cost, json =>
        {
            json.WriteStartObject("jvm");
            json.WriteStartObject("objects");
            json.WriteString("collector", answer.Objects.Collector);
            WriteScan(json, answer.Objects.Scan);
            json.WriteStartArray("counts");
            foreach (ObjectCount count in JavaObjectsView.Sorted(answer.Objects.Counts))
                WriteCount(json, count);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        });

    static void WriteScan(Utf8JsonWriter json, ObjectScan scan)
    {
        json.WriteStartObject("scan");
        json.WriteBoolean("exact", scan.IsExact);
        json.WriteBoolean("sampled", scan.Sampled);
        json.WriteBoolean("moved", scan.Moved);
        json.WriteNumber("objects", scan.Objects);
        json.WriteNumber("used_bytes", scan.Used.Value);
        json.WriteNumber("walked_bytes", scan.Walked.Value);
        json.WriteNumber("unread_bytes", scan.Unread.Value);
        json.WriteNumber("passed_over_bytes", scan.PassedOver.Value);
        json.WriteNumber("took_ms", Math.Round(scan.Took.TotalMilliseconds, 3));
        json.WriteEndObject();
    }

    static void WriteCount(Utf8JsonWriter json, ObjectCount count)
    {
        json.WriteStartObject();
        json.WriteString("class", count.ClassName);
        json.WriteString("owns", count.Owns);
        json.WriteNumber("count", count.Count);
        json.WriteNumber("count_error", count.CountError);
        json.WriteNumber("heap_bytes", count.Shallow.Value);
        json.WriteNumberOrNull("open", count.Open);
        json.WriteBytesOrNull("native_bytes", count.Native);
        json.WriteEndObject();
    }
}
