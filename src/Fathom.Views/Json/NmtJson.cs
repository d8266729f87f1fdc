using System.Text.Json;
using Fathom.Accounting;
using Fathom.Evidence.HotSpot;

namespace Fathom.Views.Json;

/// <summary>`nmt --json`: the report, whole.</summary>
public static class NmtJson
{
    public static void Write(Stream to, NmtAnswer answer) =>
        JsonHead.Write(to, answer.Snapshot.TakenAt, answer.Snapshot.Target, answer.Snapshot.Gaps, answer.Snapshot.Cost, json =>
        {
            json.WriteStartObject("nmt");
            WriteTotals(json, answer);
            WriteTags(json, answer.Tags);
            WriteChecks(json, answer.Report);
            NmtMapJson.Write(json, answer);
            WriteDiff(json, answer);
            WriteStatistics(json, answer.Report);
            json.WriteEndObject();
        });

    static void WriteTotals(Utf8JsonWriter json, NmtAnswer answer)
    {
        NmtReport report = answer.Report;
        json.WriteString("kind", report.Kind switch
        {
            NmtKind.Detail => "detail",
            NmtKind.SummaryDiff => "summary.diff",
            NmtKind.DetailDiff => "detail.diff",
            NmtKind.Statistics => "statistics",
            _ => "summary",
        });
        json.WriteBoolean("read_from_memory", answer.IsRead);
        json.WriteNumber("scale_bytes", report.Scale.Value);
        json.WriteNumber("reserved_bytes", report.Reserved.Size.Value);
        json.WriteNumber("committed_bytes", report.Committed.Size.Value);
        json.WriteString("resident_source", answer.Residency?.Source);
        json.WriteBytesOrNull("resident_bytes", answer.Resident is { IsAll: true } all ? all.Size : null);
        json.WriteBytesOrNull("resident_at_least_bytes", answer.Resident?.Size);
        WriteBlocks(json, "malloc", report.Malloc);
        WriteMapped(json, "mmap", report.Mmap);
    }

    static void WriteTags(Utf8JsonWriter json, IReadOnlyList<NmtUsage> tags)
    {
        json.WriteStartArray("tags");
        foreach (NmtUsage tag in tags)
        {
            NmtCategory category = tag.Category;
            json.WriteStartObject();
            json.WriteString("tag", category.Tag);
            json.WriteString("key", category.Key);
            json.WriteNumber("reserved_bytes", category.Reserved.Size.Value);
            json.WriteNumber("committed_bytes", category.Committed.Size.Value);
            json.WriteBytesOrNull("resident_bytes", tag.Resident);
            json.WriteBytesOrNull("resident_at_least_bytes", tag.AtLeast);
            json.WriteBytesOrNull("mapped_resident_bytes", tag.MayMapMore ? null : tag.Mapped);
            json.WriteBytesOrNull("malloc_resident_bytes", tag.MayMallocMore ? null : tag.Malloc);
            WriteBlocks(json, "malloc", category.Malloc);
            WriteBlocks(json, "arena", category.Arena);
            WriteMapped(json, "mmap", category.Mmap);
            WriteMapped(json, "stacks", category.Stacks);
            json.WriteBytesOrNull("overhead_bytes", category.Overhead?.Size);
            json.WriteBytesOrNull("read_only_bytes", category.ReadOnly);
            json.WriteNumberOrNull("threads", category.Threads);
            json.WriteNumberOrNull("classes", category.Classes);
            json.WriteNumberOrNull("instance_classes", category.InstanceClasses);
            json.WriteNumberOrNull("array_classes", category.ArrayClasses);
            WriteMetadata(json, "metadata", category.Metadata);
            WriteMetadata(json, "class_space", category.ClassSpace);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void WriteChecks(Utf8JsonWriter json, NmtReport report)
    {
        json.WriteStartArray("checks");
        foreach (NmtCheck check in report.Checks)
        {
            json.WriteStartObject();
            json.WriteString("name", check.Name);
            json.WriteNumber("parts_bytes", check.Parts.Value);
            json.WriteNumber("total_bytes", check.Total.Value);
            json.WriteNumber("tolerance_bytes", check.Tolerance.Value);
            json.WriteBoolean("balances", check.Balances);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (report.CountCheck is { } blocks)
        {
            json.WriteStartObject("blocks_check");
            json.WriteNumber("parts", blocks.Parts);
            json.WriteNumber("total", blocks.Total);
            json.WriteBoolean("balances", blocks.Balances);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("blocks_check");
        }
    }

    static void WriteDiff(Utf8JsonWriter json, NmtAnswer answer)
    {
        if (answer.Diff is not { } diff)
        {
            json.WriteNull("diff");
            return;
        }
        json.WriteStartObject("diff");
        json.WriteString("since", answer.Since?.TakenAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteNumber("step_bytes", diff.Scale.Value);
        json.WriteNumber("reserved_change_bytes", diff.Reserved.Change.Value);
        json.WriteNumber("committed_change_bytes", diff.Committed.Change.Value);
        json.WriteStartArray("tags");
        foreach (NmtCategory tag in NmtDiff.Sorted(diff))
        {
            json.WriteStartObject();
            json.WriteString("tag", tag.Tag);
            json.WriteString("key", tag.Key);
            json.WriteNumber("committed_bytes", tag.Committed.Size.Value);
            json.WriteNumber("reserved_change_bytes", tag.Reserved.Change.Value);
            json.WriteNumber("committed_change_bytes", tag.Committed.Change.Value);
            json.WriteBytesOrNull("malloc_change_bytes", tag.Malloc?.Size.Change);
            json.WriteNumberOrNull("malloc_count_change", tag.Malloc?.CountChange);
            json.WriteBytesOrNull("arena_change_bytes", tag.Arena?.Size.Change);
            json.WriteBytesOrNull("mmap_committed_change_bytes", (tag.Mmap ?? tag.Stacks)?.Committed.Change);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        NmtMapJson.WriteSiteChanges(json, diff.Sites);
        json.WriteEndObject();
    }

    static void WriteStatistics(Utf8JsonWriter json, NmtReport report)
    {
        if (report.Statistics.Count == 0)
        {
            json.WriteNull("statistics");
            return;
        }
        json.WriteStartArray("statistics");
        foreach (string line in report.Statistics)
            json.WriteStringValue(line);
        json.WriteEndArray();
    }

    internal static void WriteBlocks(Utf8JsonWriter json, string name, NmtBlocks? blocks)
    {
        if (blocks is null)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        json.WriteNumber("bytes", blocks.Size.Size.Value);
        json.WriteNumberOrNull("count", blocks.Count);
        json.WriteBytesOrNull("peak_bytes", blocks.Peak);
        json.WriteNumberOrNull("peak_count", blocks.PeakCount);
        json.WriteEndObject();
    }

    internal static void WriteMapped(Utf8JsonWriter json, string name, NmtVirtual? mapped)
    {
        if (mapped is null)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        json.WriteNumber("reserved_bytes", mapped.Reserved.Size.Value);
        json.WriteNumber("committed_bytes", mapped.Committed.Size.Value);
        json.WriteBytesOrNull("peak_bytes", mapped.Peak);
        json.WriteEndObject();
    }

    static void WriteMetadata(Utf8JsonWriter json, string name, NmtMetadata? metadata)
    {
        if (metadata is null)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        json.WriteNumber("reserved_bytes", metadata.Reserved.Size.Value);
        json.WriteNumber("committed_bytes", metadata.Committed.Size.Value);
        json.WriteBytesOrNull("used_bytes", metadata.Used?.Size);
        json.WriteBytesOrNull("waste_bytes", metadata.Waste?.Size);
        json.WriteEndObject();
    }
}
