using System.Text.Json;
using Fathom.Evidence.HotSpot;
using Fathom.Views.Json;

namespace Fathom.Views.Tracing;

/// <summary>`run --json`: a member `trace` as of `trace --json` for each process.</summary>
public static class RunJson
{
    public static void Write(Stream to, RunAnswer answer)
    {
        JsonHead.Write(to, answer.TakenAt, answer.Processes.FirstOrDefault(process => process.Trace is not null)?.Trace?.Target, [.. answer.Gaps, .. answer.Processes.SelectMany(process => process.Trace?.Profile.Gaps ?? [])], answer.Cost, json =>
        {
            json.WriteStartObject("run");
            json.WriteString("command", answer.Command);
            json.WriteNumber("seconds", answer.Elapsed.TotalSeconds);
            json.WriteNumberOrNull("exit_code", answer.ExitCode);
            json.WriteStartArray("processes");
            foreach (RunProcess process in answer.Processes)
                Write(json, process);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    static void Write(Utf8JsonWriter json, RunProcess process)
    {
        json.WriteStartObject();
        json.WriteString("name", process.Name);
        json.WriteNumberOrNull("pid", process.Pid);
        if (process.Trace is { } trace)
        {
            json.WriteStartObject("trace");
            TraceJson.WriteMembers(json, trace);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("trace");
        }
        Write(json, process.Nmt);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, NmtReport? nmt)
    {
        if (nmt is null)
        {
            json.WriteNull("nmt");
            return;
        }
        json.WriteStartObject("nmt");
        json.WriteNumber("committed_bytes", nmt.Committed.Size.Value);
        json.WriteStartArray("tags");
        foreach (NmtCategory category in nmt.Categories)
        {
            json.WriteStartObject();
            json.WriteString("tag", category.Tag);
            json.WriteNumber("committed_bytes", category.Committed.Size.Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
