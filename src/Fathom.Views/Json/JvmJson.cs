using System.Text.Json;
using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Views.Json;

/// <summary>`jvm --json`: the counters, or one command and its answer.</summary>
public static class JvmJson
{
    public static void Write(Stream to, JvmCounters counters) =>
        JsonHead.Write(to, counters.TakenAt, counters.Target, counters.Gaps, counters.Cost, json =>
        {
            json.WriteStartObject("jvm");
            WriteGc(json, GcCounters.Of(counters.Data));
            WriteColumns(json, "jstat_gc", JstatColumns.Gc(counters.Data), counters.Data);
            WriteColumns(json, "jstat_gcutil", JstatColumns.GcUtil(counters.Data), counters.Data);
            WriteCounts(json, counters.Data);
            json.WriteEndObject();
        });

    /// <summary>One look: the counters' members, null where there are none, and behind them what the structures say.</summary>
    public static void Write(Stream to, Snapshot snapshot, Ledger ledger) =>
        JsonHead.Write(to, snapshot.TakenAt, snapshot.Target, snapshot.Gaps, snapshot.Cost, json =>
        {
            JvmState state = snapshot.JvmState ?? new();
            PerfData data = state.Counters ?? new PerfData(new Dictionary<string, PerfCounter>());
            json.WriteStartObject("jvm");
            WriteGc(json, GcCounters.Of(data));
            WriteColumns(json, "jstat_gc", JstatColumns.Gc(data), data);
            WriteColumns(json, "jstat_gcutil", JstatColumns.GcUtil(data), data);
            WriteCounts(json, data);
            JvmFiguresJson.Write(json, snapshot, state, ledger);
            json.WriteEndObject();
        });

    public static void Write(Stream to, JvmAnswer answer) =>
        JsonHead.Write(to, answer.TakenAt, answer.Target, answer.Gaps, answer.Cost, json =>
        {
            json.WriteStartObject("jvm");
            json.WriteString("command", answer.Command);
            json.WriteNumber("code", answer.Code);
            json.WriteString("text", answer.Text);
            WritePrice(json, answer.Price);
            json.WriteEndObject();
        });

    static void WriteGc(Utf8JsonWriter json, GcCounters gc)
    {
        json.WriteString("policy", gc.Policy);
        json.WriteString("last_cause", gc.LastCause);
        json.WriteStartArray("spaces");
        foreach (HeapSpace space in gc.Spaces)
            WriteSpace(json, space);
        json.WriteEndArray();
        json.WritePropertyName("metaspace");
        WriteSpace(json, gc.Metaspace);
        json.WritePropertyName("class_space");
        WriteSpace(json, gc.ClassSpace);
        json.WriteStartArray("collectors");
        foreach (Collections each in gc.Collectors)
        {
            json.WriteStartObject();
            json.WriteString("name", each.Name);
            json.WriteNumber("count", each.Count);
            if (each.Time is { } time)
                json.WriteNumber("time_ms", Math.Round(time.TotalMilliseconds, 3));
            else
                json.WriteNull("time_ms");
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void WriteSpace(Utf8JsonWriter json, HeapSpace? space)
    {
        if (space is null)
        {
            json.WriteNullValue();
            return;
        }
        json.WriteStartObject();
        json.WriteString("name", space.Name);
        json.WriteNumber("committed_bytes", space.Capacity.Value);
        json.WriteNumber("used_bytes", space.Used.Value);
        json.WriteBytesOrNull("max_bytes", space.Max);
        json.WriteEndObject();
    }

    static void WriteColumns(Utf8JsonWriter json, string member, IReadOnlyList<JstatColumn> columns, PerfData data)
    {
        json.WriteStartObject(member);
        foreach (JstatColumn column in columns)
        {
            if (column.Value(data) is var value && double.IsFinite(value))
                json.WriteNumber(column.Title, Math.Round(value, column.Decimals));
            else
                json.WriteNull(column.Title);
        }
        json.WriteEndObject();
    }

    static void WriteCounts(Utf8JsonWriter json, PerfData data)
    {
        json.WriteNumberOrNull("threads_live", data.Number("java.threads.live"));
        json.WriteNumberOrNull("threads_daemon", data.Number("java.threads.daemon"));
        json.WriteNumberOrNull("threads_peak", data.Number("java.threads.livePeak"));
        json.WriteNumberOrNull("threads_started", data.Number("java.threads.started"));
        json.WriteNumberOrNull("classes_loaded", data.Number("java.cls.loadedClasses"));
        json.WriteNumberOrNull("classes_shared", data.Number("java.cls.sharedLoadedClasses"));
        json.WriteNumberOrNull("classes_unloaded", data.Number("java.cls.unloadedClasses"));
        json.WriteBytesOrNull("compiled_methods_bytes", data.Size("sun.ci.nmethodSize"));
        json.WriteNumberOrNull("safepoints", data.Number("sun.rt.safepoints"));
    }

    static void WritePrice(Utf8JsonWriter json, PriceTag price)
    {
        json.WriteStartObject("price");
        json.WriteString("does", price.Does);
        json.WriteBoolean("dear", price.Weight == ActWeight.Dear);
        json.WriteString("pause", price.Pause);
        json.WriteString("cpu", price.Cpu);
        json.WriteString("disk", price.Disk);
        json.WriteString("leaves", price.Leaves);
        json.WriteEndObject();
    }
}
