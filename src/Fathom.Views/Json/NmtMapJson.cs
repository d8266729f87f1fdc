using System.Text.Json;
using Fathom.Accounting;
using Fathom.Evidence.HotSpot;

namespace Fathom.Views.Json;

/// <summary>The memory map and the call sites of a detail report; null where the report has none.</summary>
static class NmtMapJson
{
    public static void Write(Utf8JsonWriter json, NmtAnswer answer)
    {
        WriteMap(json, answer);
        if (answer.Report.Sites.Count == 0)
            json.WriteNull("sites");
        else
            WriteSites(json, "sites", answer.Report.Sites);
        json.WriteNumber("omitted_sites", answer.Report.OmittedSites);
    }

    /// <summary>Sites with by how much they changed.</summary>
    public static void WriteSiteChanges(Utf8JsonWriter json, IReadOnlyList<NmtSite> sites)
    {
        json.WriteStartArray("sites");
        foreach (NmtSite site in sites)
        {
            json.WriteStartObject();
            json.WriteString("tag", site.Tag);
            json.WriteBytesOrNull("malloc_change_bytes", site.Malloc?.Size.Change);
            json.WriteNumberOrNull("malloc_count_change", site.Malloc?.CountChange);
            json.WriteBytesOrNull("mmap_committed_change_bytes", site.Virtual?.Committed.Change);
            WriteStack(json, site.Stack);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void WriteMap(Utf8JsonWriter json, NmtAnswer answer)
    {
        if (answer.Report.Regions.Count == 0)
        {
            json.WriteNull("map");
            return;
        }
        json.WriteStartArray("map");
        foreach (NmtMapped mapped in NmtMapped.Of(answer.Report, answer.Snapshot.Pages))
        {
            json.WriteStartObject();
            json.WriteString("start", mapped.Region.Range.Start.ToString());
            json.WriteString("end", mapped.Region.Range.End.ToString());
            json.WriteString("tag", mapped.Region.Tag);
            json.WriteNumber("reserved_bytes", mapped.Region.Range.Length.Value);
            json.WriteNumber("committed_bytes", mapped.Committed.Value);
            json.WriteBytesOrNull("resident_bytes", mapped.Resident);
            WriteStack(json, mapped.Region.Stack);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void WriteSites(Utf8JsonWriter json, string name, IReadOnlyList<NmtSite> sites)
    {
        json.WriteStartArray(name);
        foreach (NmtSite site in sites)
        {
            json.WriteStartObject();
            json.WriteString("tag", site.Tag);
            NmtJson.WriteBlocks(json, "malloc", site.Malloc);
            NmtJson.WriteMapped(json, "mmap", site.Virtual);
            WriteStack(json, site.Stack);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void WriteStack(Utf8JsonWriter json, IReadOnlyList<NmtFrame> stack)
    {
        json.WriteStartArray("stack");
        foreach (NmtFrame frame in stack)
            json.WriteStringValue(frame.Symbol is { } symbol ? symbol + (frame.Library is { } library ? " in " + library : "") : frame.At.ToString());
        json.WriteEndArray();
    }
}
