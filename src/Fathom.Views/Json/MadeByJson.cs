using System.Text.Json;
using Fathom.Accounting.Census;

namespace Fathom.Views.Json;

/// <summary>`census --trace --json`: the makers of each row, and how far they are known.</summary>
static class MadeByJson
{
    public static void Write(Utf8JsonWriter json, IReadOnlyList<MadeBy> makers)
    {
        json.WriteStartArray("made_by");
        foreach (MadeBy maker in makers)
        {
            json.WriteStartObject();
            json.WriteString("native", maker.Native);
            json.WriteString("java", maker.Java);
            json.WriteNumber("bytes", (long)maker.Bytes);
            json.WriteNumber("count", Math.Round(maker.Count, 1));
            json.WriteNumber("samples", maker.Samples);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter json, TracedCensus traced)
    {
        json.WriteStartObject("census_trace");
        json.WriteNumber("elapsed_ms", Math.Round(traced.Trace.Figures.Elapsed.TotalMilliseconds));
        json.WriteNumber("interval_bytes", traced.Trace.Figures.Interval.Value);
        json.WriteNumber("samples", traced.Samples);
        json.WriteNumber("found", traced.Found);
        json.WriteEndObject();
    }
}
