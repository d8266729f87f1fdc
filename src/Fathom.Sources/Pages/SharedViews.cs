using Fathom.Evidence;

namespace Fathom.Sources.Pages;

/// <summary>
/// Memory without a file that is mapped more than once: ZGC's heap up to JDK 20 stands in Rss three times. Only smaps
/// tells the true share, and it holds the target's lock for each mapping as a whole.
/// </summary>
static class SharedViews
{
    // smaps takes about 10 ms for a resident GiB, so this much is less than the delay we promise to stay below.
    static readonly Bytes CheapMapping = Bytes.FromMiB(64);

    public static bool Exist(IReadOnlyList<Mapping> mappings)
    {
        HashSet<(Device, ulong)> seen = [];
        foreach (Mapping mapping in mappings)
        {
            if (mapping.Name.StartsWith("/memfd:", StringComparison.Ordinal) && (mapping.Access & Access.Shared) != 0
                && mapping.Access != Access.Shared && !seen.Add((mapping.Device, mapping.Inode)))
                return true;
        }
        return false;
    }

    /// <summary>Whether reading smaps would hold up nobody: no mapping has much in memory.</summary>
    public static bool AreCheapToShare(IReadOnlyList<Mapping> mappings, PageRuns pages)
    {
        int index = 0;
        Bytes resident = Bytes.Zero;
        foreach (PageRun run in pages)
        {
            while (index < mappings.Count && mappings[index].Range.End <= run.Start)
            {
                index++;
                resident = Bytes.Zero;
            }
            resident += Bytes.FromPages(run.Pages);
            if (resident > CheapMapping)
                return false;
        }
        return true;
    }
}
