using System.Text.Json;
using Fathom.Evidence;

namespace Fathom.Views.Json;

/// <summary>What every answer has in common: who and when in front, gaps and cost behind.</summary>
static class JsonHead
{
    public const string Schema = "fathom/1";

    // The default encoder writes all but plain ASCII as codes: a name may hold what turns text around on a terminal.
    static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n" };

    /// <summary>Writes one answer; <paramref name="body"/> adds the members between target and gaps.</summary>
    public static void Write(
        Stream to, DateTimeOffset takenAt, Target? target, IReadOnlyList<Gap> gaps, Cost cost, Action<Utf8JsonWriter> body)
    {
        using Utf8JsonWriter json = new(to, Options);
        json.WriteStartObject();
        json.WriteString("schema", Schema);
        json.WriteString("taken_at", takenAt.UtcDateTime);
        json.WritePropertyName("target");
        Write(json, target);
        body(json);
        json.WriteStartArray("gaps");
        foreach (Gap gap in gaps)
            Write(json, gap);
        json.WriteEndArray();
        Write(json, cost);
        json.WriteEndObject();
        json.Flush();
        to.Write("\n"u8);
    }

    public static void Write(Utf8JsonWriter json, Target? target)
    {
        if (target is null)
        {
            json.WriteNullValue();
            return;
        }
        json.WriteStartObject();
        json.WriteNumberOrNull("pid", target.Pid);
        json.WriteString("command", target.Command.Shown);
        json.WriteString("main", target.Command.Main);
        json.WriteNumberOrNull("uptime_s", target.Uptime is { } up ? (long)up.TotalSeconds : null);
        json.WriteBytesOrNull("max_heap_bytes", target.Command.MaxHeap);
        if (target.Jvm is { } jvm)
        {
            json.WriteStartObject("jvm");
            json.WriteString("name", jvm.Name);
            json.WriteString("version", jvm.Version);
            json.WriteString("library", jvm.Library);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("jvm");
        }
        WriteFiles(json, target.Files);
        json.WriteEndObject();
    }

    /// <summary>Null for a process: it is no file.</summary>
    static void WriteFiles(Utf8JsonWriter json, IReadOnlyList<string> files)
    {
        if (files.Count == 0)
        {
            json.WriteNull("files");
            return;
        }
        json.WriteStartArray("files");
        foreach (string file in files)
            json.WriteStringValue(file);
        json.WriteEndArray();
    }

    static void Write(Utf8JsonWriter json, Gap gap)
    {
        json.WriteStartObject();
        json.WriteString("id", gap.Id);
        json.WriteString("what", gap.What);
        json.WriteString("where", gap.Where);
        json.WriteString("errno", gap.Errno);
        json.WriteString("so", gap.So);
        json.WriteString("try", gap.Try);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, Cost cost)
    {
        json.WriteStartObject("cost");
        json.WriteNumber("wall_ms", Math.Round(cost.Wall.TotalMilliseconds, 3));
        json.WriteNumber("target_stopped_ms", Math.Round(cost.TargetStopped.TotalMilliseconds, 3));
        json.WriteNumber("target_delayed_ms", Math.Round(cost.TargetDelayed.TotalMilliseconds, 3));
        json.WriteNumber("memory_read_bytes", cost.MemoryRead.Value);
        json.WriteBytesOrNull("peak_rss_bytes", cost.OwnPeak);
        json.WriteStartArray("left_behind");
        foreach (string left in cost.LeftBehind)
            json.WriteStringValue(left);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
