using System.Text.Json;
using Fathom.Accounting;
using Fathom.Accounting.Census;
using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Views.Text;

namespace Fathom.Views.Json;

/// <summary>`census --json`: the rows, and how far they were looked for.</summary>
public static class CensusJson
{
    public static void Write(Stream to, Snapshot snapshot, CensusRows rows, TracedCensus? traced = null) =>
        JsonHead.Write(to, snapshot.TakenAt, snapshot.Target, snapshot.Gaps, snapshot.Cost, json =>
        {
            WriteRows(json, snapshot.Census is null ? null : rows, traced);
            WriteScan(json, snapshot.Census);
            if (traced is not null)
                MadeByJson.Write(json, traced);
        });

    /// <summary>Null where no census was made; a gap says why.</summary>
    public static void WriteRows(Utf8JsonWriter json, CensusRows? rows, TracedCensus? traced = null)
    {
        if (rows is null)
        {
            json.WriteNull("census");
            return;
        }
        json.WriteStartArray("census");
        for (int i = 0; i < rows.Rows.Count; i++)
            Write(json, rows.Rows[i], traced?.ByRow[i]);
        json.WriteEndArray();
    }

    static void Write(Utf8JsonWriter json, CensusRow row, IReadOnlyList<MadeBy>? makers)
    {
        json.WriteStartObject();
        json.WriteString("owner", row.Owner);
        json.WriteString("structure", row.Structure);
        json.WriteStartArray("size_classes");
        foreach (Bytes size in row.SizeClasses)
            json.WriteNumberValue(size.Value);
        json.WriteEndArray();
        json.WriteString("nmt_tag", row.NmtTag);
        json.WriteString("confidence", row.Confidence.Word());
        json.WriteNumber("count", row.Count);
        json.WriteNumber("count_error", row.CountError);
        json.WriteNumber("bytes", row.Bytes.Value);
        json.WriteNumber("resident_bytes", row.Resident.Value);
        json.WriteString("holder", row.Holder);
        json.WriteString("referrer", row.Referrer);
        json.WriteString("reachable", Lower(row.Reachable.ToString()));
        json.WriteString("reachable_from", row.ReachableFrom);
        json.WriteString("doubt", DoubtText.Key(row.Doubt));
        json.WriteStartArray("samples");
        foreach (Address sample in row.Samples)
            json.WriteStringValue(sample.ToString());
        json.WriteEndArray();
        json.WriteStartArray("groups");
        foreach (int group in row.Groups)
            json.WriteNumberValue(group);
        json.WriteEndArray();
        if (makers is not null)
            MadeByJson.Write(json, makers);
        json.WriteEndObject();
    }

    static void WriteScan(Utf8JsonWriter json, ChunkCensus? census)
    {
        if (census is null)
        {
            json.WriteNull("census_scan");
            return;
        }
        json.WriteStartObject("census_scan");
        json.WriteNumber("chunks", census.Scan.Chunks.Count);
        json.WriteNumber("bytes", census.Scan.Chunks.Bytes.Value);
        json.WriteNumber("looked_chunks", census.Scan.Looked.Count);
        json.WriteNumber("looked_bytes", census.Scan.Looked.Bytes.Value);
        json.WriteNumber("absent_bytes", census.Scan.Absent.Value);
        json.WriteNumber("took_ms", Math.Round(census.Scan.Took.TotalMilliseconds, 3));
        json.WriteBoolean("sampled", census.Scan.IsSampled);
        json.WriteBoolean("full", census.Scan.IsFull);
        json.WriteNumber("groups", census.Groups.Count);
        json.WriteBytesOrNull("heap_bytes", census.Holders?.Heap);
        json.WriteBytesOrNull("heap_scanned_bytes", census.Holders?.Scanned);
        json.WriteNumberOrNull("reach_looks", census.Reach?.Looks);
        json.WriteEndObject();
    }

    static string Lower(string word) => word.ToLowerInvariant();
}
