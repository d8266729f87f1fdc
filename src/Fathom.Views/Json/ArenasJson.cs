using System.Text.Json;
using Fathom.Accounting.Malloc;
using Fathom.Evidence;
using Fathom.Evidence.Malloc;
using Fathom.Views.Text;

namespace Fathom.Views.Json;

/// <summary>`arenas --json`: malloc as a whole, each arena, and what would change it.</summary>
public static class ArenasJson
{
    /// <param name="arenaMax">A number of arenas to reckon with beside the usual ones.</param>
    public static void Write(Stream to, Snapshot snapshot, int? arenaMax = null) =>
        JsonHead.Write(to, snapshot.TakenAt, snapshot.Target, snapshot.Gaps, snapshot.Cost, json =>
        {
            MallocJson.Write(json, snapshot.MallocState);
            if (snapshot.MallocState is not { Arenas.Count: > 0 } state)
            {
                foreach (string member in (ReadOnlySpan<string>)["arenas", "parameters", "effects"])
                    json.WriteNull(member);
                return;
            }
            json.WriteStartArray("arenas");
            foreach (Arena arena in state.Arenas)
                Write(json, snapshot, arena);
            json.WriteEndArray();
            Write(json, state.Parameters);
            WriteEffects(json, state, arenaMax);
        });

    static void Write(Utf8JsonWriter json, Snapshot snapshot, Arena arena)
    {
        json.WriteStartObject();
        json.WriteNumber("arena", arena.Number);
        json.WriteString("address", arena.Address.ToString());
        json.WriteBoolean("main", arena.IsMain);
        json.WriteNumber("heaps", arena.Heaps.Count);
        json.WriteNumber("system_bytes", arena.System.Value);
        json.WriteNumber("peak_bytes", arena.MaxSystem.Value);
        json.WriteTotal("in_use", arena.InUse);
        json.WriteTotal("free", arena.Free);
        json.WriteTotal("fast_bins", arena.Fastbin);
        json.WriteTotal("thread_caches", arena.Tcache);
        json.WriteNumber("top_bytes", arena.Top.Value);
        json.WriteNumber("overhead_bytes", arena.Overhead.Value);
        json.WriteNumber("unsplit_bytes", arena.Unsplit.Value);
        json.WriteSplit("resident", arena.Resident);
        json.WriteSplit("swapped", arena.Swapped);
        json.WriteNumberOrNull("threads_attached", arena.AttachedThreads);
        json.WriteStartArray("threads");
        foreach (int tid in arena.Threads)
            json.WriteNumberValue(tid);
        json.WriteEndArray();
        json.WriteStartArray("thread_names");
        foreach (ArenaThreads pool in ArenaThreads.Of(snapshot, arena))
            json.WriteStringValue(pool.Pattern);
        json.WriteEndArray();
        WriteSizes(json, arena);
        Write(json, arena.Proof);
        json.WriteEndObject();
    }

    static void WriteSizes(Utf8JsonWriter json, Arena arena)
    {
        json.WriteStartArray("bins");
        foreach (FreeBin bin in arena.Bins)
        {
            json.WriteStartObject();
            json.WriteBoolean("fast", bin.IsFast);
            json.WriteNumber("bin", bin.Number);
            json.WriteNumber("smallest_bytes", bin.Smallest.Value);
            json.WriteTotal(bin.Total);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("size_classes");
        foreach (SizeClass size in arena.SizeClasses)
        {
            json.WriteStartObject();
            json.WriteNumber("chunk_bytes", size.ChunkSize.Value);
            json.WriteTotal(size.Total);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WritePins(arena.Pins);
    }

    static void Write(Utf8JsonWriter json, WalkProof proof)
    {
        json.WriteStartObject("proof");
        json.WriteString("outcome", ProofText.Word(proof.Outcome));
        json.WriteNumber("retries", proof.Retries);
        json.WriteBoolean("moved", proof.HasMoved);
        json.WriteString("broken_at", proof.BrokenAt?.ToString());
        json.WriteStartArray("checks");
        foreach (WalkCheck check in proof.Checks)
        {
            json.WriteStartObject();
            json.WriteString("check", JsonNamingPolicy.SnakeCaseLower.ConvertName(check.Kind.ToString()));
            json.WriteNumber("expected", check.Expected);
            json.WriteNumber("found", check.Found);
            json.WriteBoolean("holds", check.Holds);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, MallocParameters? parameters)
    {
        if (parameters is null)
        {
            json.WriteNull("parameters");
            return;
        }
        json.WriteStartObject("parameters");
        json.WriteNumber("arena_max", parameters.ArenaMax);
        json.WriteNumber("mmap_threshold_bytes", parameters.MmapThreshold.Value);
        json.WriteBoolean("mmap_threshold_fixed", parameters.IsThresholdFixed);
        json.WriteNumber("trim_threshold_bytes", parameters.TrimThreshold.Value);
        json.WriteNumber("top_pad_bytes", parameters.TopPad.Value);
        json.WriteNumber("huge_page_bytes", parameters.HugePage.Value);
        json.WriteNumber("mmapped_count", parameters.MmappedCount);
        json.WriteNumber("mmapped_bytes", parameters.Mmapped.Value);
        json.WriteNumber("max_mmapped_count", parameters.MaxMmappedCount);
        json.WriteNumber("max_mmapped_bytes", parameters.MaxMmapped.Value);
        json.WriteEndObject();
    }

    static void WriteEffects(Utf8JsonWriter json, MallocState state, int? arenaMax)
    {
        json.WriteStartObject("effects");
        json.WriteArenaMax(FewerArenas.All(state, arenaMax));
        json.WriteStartArray("allocators");
        foreach (OtherAllocator other in OtherAllocator.Of(state))
        {
            json.WriteStartObject();
            json.WriteString("allocator", AllocatorText.Name(other.Kind));
            json.WriteNumber("resident_bytes_least", other.Resident.Least.Value);
            json.WriteNumber("resident_bytes_most", other.Resident.Most.Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
