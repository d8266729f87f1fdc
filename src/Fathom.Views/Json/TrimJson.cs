using System.Text.Json;
using Fathom.Accounting.Malloc;
using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Views.Json;

/// <summary>`trim --json`.</summary>
public static class TrimJson
{
    public static void Write(Stream to, TrimAnswer answer)
    {
        Snapshot snapshot = answer.Before;
        JsonHead.Write(to, snapshot.TakenAt, snapshot.Target, snapshot.Gaps, snapshot.Cost, json =>
        {
            MallocJson.Write(json, snapshot.MallocState);
            if (snapshot.MallocState is not { Arenas.Count: > 0 } state)
            {
                json.WriteNull("trim");
                return;
            }
            json.WriteStartObject("trim");
            Write(json, TrimForecast.Of(state));
            json.WriteStartArray("arenas");
            foreach (Arena arena in state.Arenas)
            {
                json.WriteStartObject();
                json.WriteNumber("arena", arena.Number);
                Write(json, TrimForecast.Of(arena));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteArenaMax(FewerArenas.All(state, answer.ArenaMax));
            Write(json, answer.Done);
            json.WriteEndObject();
        });
    }

    static void Write(Utf8JsonWriter json, TrimForecast trim)
    {
        json.WriteNumber("unused_resident_bytes", trim.Free.Value);
        json.WriteNumber("returned_bytes", trim.Returned.Value);
        json.WriteNumber("returned_swap_bytes", trim.ReturnedFromSwap.Value);
        json.WriteNumber("locked_bytes", trim.Locked.Value);
        json.WriteNumber("cached_bytes", trim.Cached.Value);
        json.WriteNumber("top_bytes", trim.Top.Value);
        json.WriteBoolean("approximate", trim.IsApproximate);
        json.WritePins(trim.Pins);
    }

    /// <summary>Null where nothing was trimmed.</summary>
    static void Write(Utf8JsonWriter json, TrimDone? done)
    {
        if (done is null)
        {
            json.WriteNull("done");
            return;
        }
        json.WriteStartObject("done");
        json.WriteNumber("predicted_bytes", done.Truth.Predicted.Value);
        json.WriteNumber("returned_bytes", done.Truth.Returned.Value);
        json.WriteBytesOrNull("jvm_says_bytes", done.Truth.Said);
        json.WriteBytesOrNull("rss_before_bytes", done.Truth.Rss.Before);
        json.WriteBytesOrNull("rss_after_bytes", done.Truth.Rss.After);
        json.WriteBytesOrNull("returned_by_another_bytes", done.After.MallocState?.Resident.Trimmable);
        json.WriteStartArray("arenas");
        foreach (Arena arena in done.After.MallocState?.Arenas ?? [])
        {
            json.WriteStartObject();
            json.WriteNumber("arena", arena.Number);
            json.WriteNumber("resident_bytes", arena.Resident.Total.Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
