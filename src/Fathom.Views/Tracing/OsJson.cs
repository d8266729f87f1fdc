using System.Text.Json;
using Fathom.Accounting.Tracing;
using Fathom.Evidence.Saved;
using Fathom.Evidence.Tracing;
using Fathom.Views.Json;

namespace Fathom.Views.Tracing;

/// <summary>`trace --os --json`: the sums, every caller and every thread.</summary>
public static class OsJson
{
    public static void Write(Stream to, OsAnswer answer)
    {
        OsTrace trace = answer.Trace;
        EventsJson.Write(to, "os", answer.Target, answer.Profile, trace.Elapsed, trace.TargetLives, json =>
        {
            json.WriteNumber("threads_followed", trace.Threads);
            json.WriteNumber("events_opened", trace.Events);
            json.WriteNumber("lost", trace.Lost);
            json.WriteNumber("unread", trace.Unread);
            json.WriteNumber("missed", trace.Missed);
            json.WriteBytesOrNull("resident_before_bytes", trace.ResidentBefore);
            json.WriteBytesOrNull("resident_after_bytes", trace.ResidentAfter);
            json.WriteStartArray("calls");
            foreach (CallCount call in trace.Calls)
            {
                json.WriteStartObject();
                json.WriteString("name", call.Name);
                json.WriteNumber("count", call.Count);
                json.WriteNumber("failed", call.Failed);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartObject("all");
            Write(json, answer.Summary.All);
            json.WriteEndObject();
            WritePurposes(json, answer.Summary);
            WriteUses(json, answer.Summary);
            WriteThreads(json, answer.Summary);
        });
    }

    static void WritePurposes(Utf8JsonWriter json, OsSummary summary)
    {
        json.WriteStartArray("purposes");
        foreach ((OsPurpose purpose, OsAmounts amounts) in summary.Purposes.OrderBy(pair => pair.Key))
        {
            json.WriteStartObject();
            json.WriteString("purpose", OsWords.Key(purpose));
            Write(json, amounts);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void WriteUses(Utf8JsonWriter json, OsSummary summary)
    {
        json.WriteStartArray("callers");
        foreach (OsUse use in summary.Uses)
        {
            json.WriteStartObject();
            json.WriteString("purpose", OsWords.Key(use.Purpose));
            json.WriteString("native", use.Native);
            json.WriteString("java", use.Java);
            json.WriteString("threads", use.Threads);
            Write(json, use.Amounts);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void WriteThreads(Utf8JsonWriter json, OsSummary summary)
    {
        json.WriteStartArray("threads");
        foreach (OsThread thread in summary.Threads)
        {
            json.WriteStartObject();
            if (thread.Tid is { } number && ThreadNumber.Tid(number) is { } tid)
                json.WriteNumber("tid", tid);
            else
                json.WriteNull("tid");
            json.WriteString("name", thread.Name);
            Write(json, thread.Amounts);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void Write(Utf8JsonWriter json, OsAmounts amounts)
    {
        json.WriteNumber("calls", amounts.Calls);
        json.WriteNumber("net_bytes", amounts.Net.Value);
        json.WriteNumber("mapped_bytes", amounts.Mapped.Value);
        json.WriteNumber("unmapped_bytes", amounts.Unmapped.Value);
        json.WriteNumber("released_bytes", amounts.Released.Value);
        json.WriteNumber("advised_bytes", amounts.Advised.Value);
        json.WriteNumber("arena_heaps", amounts.ArenaHeaps);
    }
}
