using System.Text.Json;
using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Evidence.Tracing;
using Fathom.Views.Text;

namespace Fathom.Views.Json;

/// <summary>`threads --json`.</summary>
public static class ThreadsJson
{
    public static void Write(Stream to, Snapshot snapshot, IReadOnlyList<ThreadUsage> threads, TracedBlocks? trace = null) =>
        JsonHead.Write(to, snapshot.TakenAt, snapshot.Target, snapshot.Gaps, snapshot.Cost, json =>
        {
            json.WriteStartArray("threads");
            foreach (ThreadUsage thread in threads)
                Write(json, thread);
            json.WriteEndArray();
            if (trace is not null)
                WriteEnded(json, ThreadUsage.Ended(threads, trace));
        });

    static void WriteEnded(Utf8JsonWriter json, (Bytes Made, Bytes Lives) ended)
    {
        json.WriteStartObject("ended_threads");
        json.WriteNumber("native_made_bytes", ended.Made.Value);
        json.WriteNumber("native_live_bytes", ended.Lives.Value);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, ThreadUsage thread)
    {
        json.WriteStartObject();
        json.WriteNumber("tid", thread.Thread.Tid);
        json.WriteNumber("nid", thread.Thread.InsideTid);
        json.WriteString("nid_hex", ThreadsView.NidText(thread));
        json.WriteString("os_name", thread.Thread.Name);
        json.WriteString("java_name", thread.Java?.Name);
        json.WriteBoolean("java", thread.Java is not null);
        json.WriteString("state", thread.Java is { } java ? ThreadStates.Word(java.State) : null);
        json.WriteString("stack_start", thread.Thread.Stack?.Start.ToString());
        json.WriteBytesOrNull("stack_bytes", thread.Thread.Stack?.Length);
        json.WriteBytesOrNull("resident_bytes", thread.Resident);
        json.WriteNumberOrNull("malloc_arena", thread.Arena);
        json.WriteBytesOrNull("allocated_bytes", thread.Java?.Allocated);
        if (thread.Native is { } native)
        {
            json.WriteNumber("native_made_bytes", native.Made.Value);
            json.WriteNumber("native_live_bytes", native.Lives.Value);
        }
        json.WriteEndObject();
    }
}
