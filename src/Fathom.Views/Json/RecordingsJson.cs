using System.Text.Json;
using Fathom.Evidence.Saved;

namespace Fathom.Views.Json;

/// <summary>`recordings`: each recording with all of its events and figures. Times are nanoseconds since 1970. Only where one was given.</summary>
static class RecordingsJson
{
    public static void Write(Utf8JsonWriter json, IReadOnlyList<FlightRecording> recordings)
    {
        if (recordings.Count == 0)
            return;
        json.WriteStartArray("recordings");
        foreach (FlightRecording recording in recordings)
            Write(json, recording);
        json.WriteEndArray();
    }

    static void Write(Utf8JsonWriter json, FlightRecording recording)
    {
        json.WriteStartObject();
        json.WriteString("file", recording.Place);
        json.WriteString("version", recording.Version);
        json.WriteNumber("chunks", recording.Chunks);
        json.WriteNumber("start_nanos", recording.StartNanos);
        json.WriteNumber("duration_nanos", recording.Nanos);
        json.WriteNumber("bytes", recording.Size.Value);
        json.WriteNumberOrNull("pid", recording.Jvm?.Pid);
        json.WriteString("jvm", recording.Jvm?.Name);
        json.WriteString("jvm_version", recording.Jvm?.Version);
        json.WriteStartArray("events");
        foreach (RecordedEvents events in recording.Events)
        {
            json.WriteStartObject();
            json.WriteString("name", events.Name);
            json.WriteNumber("count", events.Count);
            json.WriteNumber("bytes", events.Size.Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("figures");
        foreach (RecordedSeries series in recording.Series)
            Write(json, series);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, RecordedSeries series)
    {
        json.WriteStartObject();
        json.WriteString("event", series.Event);
        json.WriteString("key", series.Key);
        json.WriteString("field", series.Field);
        json.WriteString("unit", series.IsBytes ? "bytes" : "count");
        json.WriteNumber("samples", series.Samples);
        json.WriteNumber("first", series.First);
        json.WriteNumber("last", series.Last);
        json.WriteNumber("growth", series.Growth);
        json.WriteNumber("least", series.Least);
        json.WriteNumber("most", series.Most);
        json.WriteNumber("first_nanos", series.FirstNanos);
        json.WriteNumber("last_nanos", series.LastNanos);
        json.WriteEndObject();
    }
}
