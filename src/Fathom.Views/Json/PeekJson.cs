using System.Text.Json;
using Fathom.Evidence;
using Fathom.Evidence.Peeking;

namespace Fathom.Views.Json;

/// <summary>`peek --json`.</summary>
public static class PeekJson
{
    public static void Write(Stream to, Snapshot snapshot) =>
        JsonHead.Write(to, snapshot.TakenAt, snapshot.Target, snapshot.Gaps, snapshot.Cost, json =>
        {
            if (snapshot.Contents is { } contents)
                Write(json, contents);
            else
                json.WriteNull("peek");
        });

    static void Write(Utf8JsonWriter json, MemoryContents contents)
    {
        json.WriteStartObject("peek");
        json.WriteString("asked", contents.Asked);
        json.WriteString("start", contents.Range.Start.ToString());
        json.WriteString("end", contents.Range.End.ToString());
        json.WriteNumber("bytes", contents.Size.Value);
        json.WriteNumber("resident_bytes", contents.Read.Value);
        json.WriteNumber("parts", contents.Parts);
        json.WriteBytesOrNull("written_bytes", contents.Written);
        json.WriteNumber("min_length", contents.MinLength);
        json.WriteNumber("text_count", contents.TextCount);
        json.WriteNumber("text_bytes", contents.TextBytes.Value);
        json.WriteNumber("distinct_texts", contents.DistinctTexts);
        json.WriteNumber("forgotten_texts", contents.Forgotten);
        json.WriteStartArray("texts");
        foreach (FoundText text in contents.Texts)
            Write(json, text);
        json.WriteEndArray();
        WriteBlock(json, contents.Block);
        WriteReferrers(json, contents.Referrers);
        WriteHex(json, contents.Hex);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, FoundText text)
    {
        json.WriteStartObject();
        json.WriteString("text", text.Shown);
        json.WriteString("encoding", text.Encoding switch { TextEncoding.Utf8 => "utf-8", TextEncoding.Utf16 => "utf-16", _ => "ascii" });
        json.WriteString("looks_like", text.Kind);
        json.WriteNumber("count", text.Count);
        json.WriteNumber("bytes", text.Bytes.Value);
        json.WriteBoolean("masked", text.IsMasked);
        json.WriteString("first", text.First.ToString());
        json.WriteEndObject();
    }

    static void WriteBlock(Utf8JsonWriter json, PeekedBlock? block)
    {
        WriteChunk(json, "block", block?.Chunk);
        json.WriteNumberOrNull("arena", block?.Arena);
        WriteChunk(json, "before", block?.Before);
        WriteChunk(json, "after", block?.After);
    }

    static void WriteChunk(Utf8JsonWriter json, string name, PeekedChunk? chunk)
    {
        if (chunk is null)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        json.WriteString("address", chunk.User.ToString());
        json.WriteString("header", chunk.Address.ToString());
        json.WriteNumber("chunk_bytes", chunk.Size.Value);
        json.WriteString("state", chunk.State switch
        {
            PeekedState.InUse => "in use",
            PeekedState.Free => "free",
            PeekedState.Fastbin => "fast bin",
            PeekedState.Tcache => "thread cache",
            PeekedState.Top => "top",
            PeekedState.Mmapped => "mmapped",
            _ => "fencepost",
        });
        json.WriteNumberOrNull("bin", chunk.Bin);
        json.WriteBoolean("bin_by_size", chunk.IsBinBySize);
        if (chunk.Word is { } word)
            json.WriteNumber("flags", word & 7);
        else
            json.WriteNull("flags");
        json.WriteEndObject();
    }

    static void WriteReferrers(Utf8JsonWriter json, Referrers? referrers)
    {
        json.WriteNumberOrNull("referrer_count", referrers?.Count);
        json.WriteBytesOrNull("referrers_scanned_bytes", referrers?.Scanned);
        json.WriteBytesOrNull("referrers_unscanned_bytes", referrers?.Unscanned);
        if (referrers is null)
        {
            json.WriteNull("referrers");
            return;
        }
        json.WriteStartArray("referrers");
        foreach (Referrer each in referrers.Kept)
        {
            json.WriteStartObject();
            json.WriteString("at", each.At.ToString());
            json.WriteString("kind", each.Kind switch
            {
                ReferrerKind.Chunk => "chunk",
                ReferrerKind.FreeChunk => "free chunk",
                ReferrerKind.LibraryData => "library data",
                ReferrerKind.Stack => "stack",
                ReferrerKind.JavaHeap => "java heap",
                _ => "other",
            });
            json.WriteString("owner", each.Owner);
            json.WriteBytesOrNull("owner_bytes", each.OwnerSize);
            json.WriteNumber("offset", each.Offset);
            json.WriteNumber("into_block", each.IntoBlock);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>A masked byte is "**".</summary>
    static void WriteHex(Utf8JsonWriter json, HexBytes? hex) =>
        json.WriteString("hex", hex is null ? null : string.Concat(hex.Bytes.Select(each => each?.ToString("x2", System.Globalization.CultureInfo.InvariantCulture) ?? "**")));
}
