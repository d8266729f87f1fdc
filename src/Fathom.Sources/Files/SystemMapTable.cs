using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Files;

/// <summary>System.map as a table of mappings. It prints no share and no device; a name with a slash is a file's.</summary>
static class SystemMapTable
{
    public static UsageRows Of(SystemMap map)
    {
        List<Mapping> mappings = new(map.Rows.Count);
        List<MappingUsage> usage = new(map.Rows.Count);
        foreach (SystemMapRow row in map.Rows.OrderBy(row => row.Range.Start.Value))
        {
            if (row.Range.IsEmpty || (mappings.Count > 0 && mappings[^1].Range.End > row.Range.Start) || row.Resident > row.Range.Length)
                continue;
            mappings.Add(new Mapping(row.Range, row.Access, 0, default, row.File.StartsWith('/') ? 1UL : 0, row.File, false));
            usage.Add(new MappingUsage { Rss = row.Resident, AnonHugePages = row.HugePages, Flags = "" });
        }
        return new UsageRows(mappings, usage, map.Resident, "System.map");
    }
}
