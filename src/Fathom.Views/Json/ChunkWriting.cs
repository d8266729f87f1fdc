using System.Text.Json;
using Fathom.Accounting.Malloc;
using Fathom.Evidence.Malloc;

namespace Fathom.Views.Json;

/// <summary>Sums of chunks and pages, the same in every answer.</summary>
static class ChunkWriting
{
    public static void WriteTotal(this Utf8JsonWriter json, string name, ChunkTotal total)
    {
        json.WriteStartObject(name);
        json.WriteTotal(total);
        json.WriteEndObject();
    }

    public static void WriteTotal(this Utf8JsonWriter json, ChunkTotal total)
    {
        json.WriteNumber("count", total.Count);
        json.WriteNumber("bytes", total.Bytes.Value);
    }

    public static void WriteSplit(this Utf8JsonWriter json, string name, HeapSplit split)
    {
        json.WriteStartObject(name);
        json.WriteNumber("in_use_bytes", split.InUse.Value);
        json.WriteNumber("cached_bytes", split.Cached.Value);
        json.WriteNumber("trimmable_bytes", split.Trimmable.Value);
        json.WriteNumber("locked_bytes", split.Locked.Value);
        json.WriteNumber("top_bytes", split.Top.Value);
        json.WriteNumber("overhead_bytes", split.Overhead.Value);
        json.WriteNumber("unsplit_bytes", split.Unsplit.Value);
        json.WriteEndObject();
    }

    public static void WritePins(this Utf8JsonWriter json, IReadOnlyList<PinningSize> pins)
    {
        json.WriteStartArray("locked_by");
        foreach (PinningSize pin in pins)
        {
            json.WriteStartObject();
            json.WriteNumber("chunk_bytes", pin.ChunkSize.Value);
            json.WriteNumber("count", pin.Count);
            json.WriteNumber("locked_bytes", pin.Locked.Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>What fewer arenas would spare.</summary>
    public static void WriteArenaMax(this Utf8JsonWriter json, IReadOnlyList<FewerArenas> effects)
    {
        json.WriteStartArray("arena_max");
        foreach (FewerArenas effect in effects)
        {
            json.WriteStartObject();
            json.WriteNumber("arenas", effect.Arenas);
            json.WriteNumber("spared_bytes_least", effect.Spared.Least.Value);
            json.WriteNumber("spared_bytes_most", effect.Spared.Most.Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
