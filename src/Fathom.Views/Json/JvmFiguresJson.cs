using System.Text.Json;
using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Views.Json;

/// <summary>The members of `jvm --json` that come from the JVM's structures.</summary>
static class JvmFiguresJson
{
    public static void Write(Utf8JsonWriter json, Snapshot snapshot, JvmState state, Ledger ledger)
    {
        json.WriteString("collector", state.Collector);
        json.WriteNumberOrNull("collections", state.Figures?.Collections);
        WriteMemory(json, JvmSpaces.Of(state, ledger));
        WriteCode(json, state.Figures?.Code);
        WriteBuffers(json, state);
        WriteThreads(json, snapshot, state);
        WriteClasses(json, state.Figures?.Classes);
        WriteTables(json, state.Tables);
        WriteFlags(json, state.Flags);
    }

    static void WriteTables(Utf8JsonWriter json, IReadOnlyList<TableStats> tables)
    {
        json.WriteStartArray("tables");
        foreach (TableStats table in tables)
        {
            json.WriteStartObject();
            json.WriteString("name", table.Name);
            json.WriteNumberOrNull("buckets", table.Buckets);
            json.WriteNumberOrNull("entries", table.Entries);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>A line without "of" is the sum of those that name it.</summary>
    static void WriteMemory(Utf8JsonWriter json, IReadOnlyList<JvmSpaceLine> lines)
    {
        json.WriteStartArray("memory");
        string? whole = null;
        foreach (JvmSpaceLine line in lines)
        {
            json.WriteStartObject();
            whole = line.IsPart ? whole : line.Name.Split(' ')[0];
            json.WriteString("name", line.IsPart ? line.Name : whole);
            json.WriteString("of", line.IsPart ? whole : null);
            json.WriteBytesOrNull("reserved_bytes", line.Use.Reserved);
            json.WriteBytesOrNull("committed_bytes", line.Use.Committed);
            json.WriteBytesOrNull("used_bytes", line.Use.Used);
            json.WriteBytesOrNull("most_used_bytes", line.Use.MostUsed);
            json.WriteBytesOrNull("resident_bytes", line.Resident);
            json.WriteNumberOrNull("regions", line.Use.Regions);
            json.WriteBoolean("as_of_last_collection", line.AtCollection);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void WriteCode(Utf8JsonWriter json, CodeCounts? code)
    {
        json.WriteStartObject("code");
        json.WriteNumberOrNull("blobs", code?.Blobs);
        json.WriteNumberOrNull("methods", code?.Methods);
        json.WriteNumberOrNull("adapters", code?.Adapters);
        json.WriteNumberOrNull("times_full", code?.TimesFull);
        json.WriteEndObject();
    }

    static void WriteBuffers(Utf8JsonWriter json, JvmState state)
    {
        json.WriteStartObject("buffers");
        Write(json, "direct", state.DirectBuffers, state.Figures?.DirectLimit);
        Write(json, "mapped", state.Figures?.MappedBuffers, null);
        json.WriteStartArray("netty");
        foreach (NettyMemory netty in state.Figures?.Netty ?? [])
        {
            json.WriteStartObject();
            json.WriteString("class", netty.ClassName);
            json.WriteBytesOrNull("used_bytes", netty.Used);
            json.WriteBytesOrNull("limit_bytes", netty.Limit);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, string name, DirectBuffers? buffers, Bytes? limit)
    {
        json.WriteStartObject(name);
        json.WriteNumberOrNull("count", buffers?.Count);
        json.WriteBytesOrNull("used_bytes", buffers?.Reserved);
        json.WriteBytesOrNull("capacity_bytes", buffers?.Capacity);
        json.WriteBytesOrNull("limit_bytes", limit);
        json.WriteEndObject();
    }

    static void WriteThreads(Utf8JsonWriter json, Snapshot snapshot, JvmState state)
    {
        json.WriteStartObject("threads");
        json.WriteNumberOrNull("java", state.Threads.Count > 0 ? state.Threads.Count : null);
        json.WriteNumberOrNull("all", snapshot.Threads.Count > 0 ? snapshot.Threads.Count : null);
        json.WriteStartObject("states");
        foreach ((string word, int count) in ThreadStates.Of(state.Threads))
            json.WriteNumber(word, count);
        json.WriteEndObject();
        json.WriteBytesOrNull("allocated_bytes", ThreadStates.Allocated(state.Threads));
        json.WriteEndObject();
    }

    static void WriteClasses(Utf8JsonWriter json, LoadedClasses? classes)
    {
        json.WriteStartObject("classes");
        json.WriteNumberOrNull("count", classes?.Count);
        json.WriteNumberOrNull("loaders", classes?.Loaders);
        json.WriteNumberOrNull("hidden", classes?.Hidden);
        json.WriteEndObject();
    }

    static void WriteFlags(Utf8JsonWriter json, IReadOnlyList<VmFlag> flags)
    {
        json.WriteStartArray("flags");
        foreach (VmFlag flag in flags)
        {
            json.WriteStartObject();
            json.WriteString("name", flag.Name);
            json.WriteString("value", flag.Value);
            json.WriteString("type", flag.Type);
            json.WriteString("origin", flag.Origin);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
