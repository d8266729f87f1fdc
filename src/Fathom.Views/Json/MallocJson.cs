using System.Text.Json;
using Fathom.Evidence.Malloc;
using Fathom.Views.Text;

namespace Fathom.Views.Json;

/// <summary>malloc as a whole: the member that doctor, arenas and trim share.</summary>
static class MallocJson
{
    /// <summary>Null where malloc was not walked, or no arena could be; a gap says why.</summary>
    public static void Write(Utf8JsonWriter json, MallocState? state)
    {
        WriteFigures(json, state);
        WriteAllocators(json, state);
    }

    static void WriteFigures(Utf8JsonWriter json, MallocState? state)
    {
        if (state is null || state.Arenas.All(arena => arena.Proof.Outcome == WalkOutcome.Failed))
        {
            json.WriteNull("malloc");
            return;
        }
        HeapSplit resident = state.Resident;
        json.WriteStartObject("malloc");
        json.WriteString("allocator", AllocatorText.Name(state.Allocator.Kind));
        json.WriteString("library", state.Allocator.Library);
        json.WriteNumber("system_bytes", state.System.Value);
        json.WriteNumber("in_use_bytes", state.InUse.Bytes.Value);
        json.WriteNumber("in_use_count", state.InUse.Count);
        json.WriteNumber("in_use_resident_bytes", resident.InUse.Value);
        json.WriteNumber("free_bytes", (state.Free.Bytes + state.Top).Value);
        json.WriteNumber("free_resident_bytes", resident.Free.Value);
        json.WriteNumber("trimmable_bytes", resident.Trimmable.Value);
        json.WriteNumber("locked_bytes", resident.Locked.Value);
        json.WriteNumber("cached_bytes", state.Cached.Bytes.Value);
        json.WriteNumber("top_bytes", state.Top.Value);
        json.WriteNumber("overhead_bytes", state.Overhead.Value);
        json.WriteNumber("unsplit_resident_bytes", resident.Unsplit.Value);
        json.WriteNumber("resident_bytes", resident.Total.Value);
        json.WriteNumber("mmapped_bytes", state.Mmapped.Chunks.Bytes.Value);
        json.WriteNumber("mmapped_count", state.Mmapped.Chunks.Count);
        json.WriteNumber("mmapped_resident_bytes", state.Mmapped.Resident.Value);
        json.WriteNumber("arenas", state.Arenas.Count);
        json.WriteNumber("peak_bytes", state.PeakAtMost.Value);
        json.WriteString("proof", ProofText.Word(state.Outcome));
        json.WriteEndObject();
    }

    /// <summary>Who answers malloc, and who else is there; also where there are no figures.</summary>
    static void WriteAllocators(Utf8JsonWriter json, MallocState? state)
    {
        if (state is null)
        {
            json.WriteNull("allocators");
            return;
        }
        json.WriteStartArray("allocators");
        foreach (Allocator allocator in (IEnumerable<Allocator>)[state.Allocator, .. state.Others])
        {
            json.WriteStartObject();
            json.WriteString("allocator", AllocatorText.Name(allocator.Kind));
            json.WriteString("library", allocator.Library);
            json.WriteString("version", allocator.Version);
            json.WriteBoolean("answers_malloc", allocator == state.Allocator);
            json.WriteString("known_by", AllocatorText.Word(allocator.Ground));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
