using System.Text.Json;
using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Views.Text;

namespace Fathom.Views.Json;

/// <summary>`map --json`.</summary>
public static class MapJson
{
    public static void Write(Stream to, Snapshot snapshot, IEnumerable<MapLine> lines) =>
        JsonHead.Write(to, snapshot.TakenAt, snapshot.Target, snapshot.Gaps, snapshot.Cost, json =>
        {
            json.WriteStartArray("map");
            foreach (MapLine line in lines)
                Write(json, line, snapshot.HasSizes);
            json.WriteEndArray();
        });

    static void Write(Utf8JsonWriter json, MapLine line, bool hasSizes)
    {
        json.WriteStartObject();
        json.WriteString("start", line.Mapping.Range.Start.ToString());
        json.WriteString("end", line.Mapping.Range.End.ToString());
        json.WriteString("access", MapView.AccessText(line.Mapping.Access));
        json.WriteString("name", line.Mapping.Name);
        json.WriteBoolean("deleted", line.Mapping.IsDeleted);
        json.WriteNumber("size_bytes", line.Mapping.Range.Length.Value);
        json.WriteAmounts(hasSizes ? line.Total : null);
        json.WriteStartArray("owners");
        foreach (Posting posting in line.Postings)
        {
            json.WriteStartObject();
            json.WriteString("account", posting.Account);
            json.WriteNumber("bytes", posting.Amounts.Resident.Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (line.Usage is { } usage)
            Write(json, usage);
        else
            json.WriteNull("smaps");
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, MappingUsage usage)
    {
        json.WriteStartObject("smaps");
        json.WriteNumber("rss_bytes", usage.Rss.Value);
        json.WriteNumber("pss_bytes", usage.Pss.Value);
        json.WriteNumber("anonymous_bytes", usage.Anonymous.Value);
        json.WriteNumber("lazy_free_bytes", usage.LazyFree.Value);
        json.WriteNumber("anon_huge_bytes", usage.AnonHugePages.Value);
        json.WriteNumber("hugetlb_bytes", usage.Hugetlb.Value);
        json.WriteNumber("swap_bytes", usage.Swap.Value);
        json.WriteNumber("locked_bytes", usage.Locked.Value);
        json.WriteString("flags", usage.Flags);
        json.WriteEndObject();
    }
}
