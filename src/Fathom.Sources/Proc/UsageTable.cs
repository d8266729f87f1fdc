using Fathom.Evidence;

namespace Fathom.Sources.Proc;

/// <summary>
/// smaps is read after maps, and mappings come and go between the two: counts are joined by address, and a mapping
/// that has none any more counts nothing.
/// </summary>
static class UsageTable
{
    public static MappingUsage[] Align(IReadOnlyList<Mapping> mappings, IReadOnlyList<SmapsText.Entry> entries)
    {
        MappingUsage[] usage = new MappingUsage[mappings.Count];
        int next = 0;
        for (int i = 0; i < usage.Length; i++)
        {
            while (next < entries.Count && entries[next].Mapping.Range.Start < mappings[i].Range.Start)
                next++;
            if (next < entries.Count && entries[next].Mapping.Range == mappings[i].Range)
                usage[i] = entries[next].Usage;
        }
        return usage;
    }
}
