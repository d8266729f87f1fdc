using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.HotSpot.Nmt;

/// <summary>
/// The JVM's malloc blocks one by one, with the part of them that is resident, held against the totals that the JVM keeps
/// in quite another place.
/// </summary>
/// <param name="hasSites">At level summary headers name no site.</param>
sealed class NmtBlockLook(VmMemory memory, NmtTags tags, Func<NmtTotals?> readTotals, bool hasSites, NmtBlockOptions options)
{
    // What is allocated or freed while we look is in neither, or in one of the two.
    const long CleanBytes = 128 * 1024;
    const long CleanPart = 200;
    const long ApproximatePart = 8;

    public Result<NmtBlockTotals> Read(IEnumerable<AddressRange> places, PageRuns pages, IReadOnlyDictionary<uint, NmtSite> sites)
    {
        NmtBlockSearch search = new(memory, pages, tags.Names.Count, options);
        NmtTotals? before = readTotals();
        AddressRange[] ranges = [.. places];
        search.Search(ranges);
        NmtTotals? after = readTotals();
        if (before is null || after is null)
            return Gaps.NmtNotUnderstood.At("libjvm.so", null, "totals");
        Bytes swapped = Swapped(ranges, pages);
        (long off, long all) = Difference(search.Sums, before, after);
        if (all > 0 && search.Sums.Sum(sums => sums.Count) == 0 && !search.IsCut)
            return Gaps.NmtHeadersUnmarked.At("memory");
        bool isWhole = !search.IsCut && swapped == Bytes.Zero;
        if (isWhole && off > (all / ApproximatePart) + CleanBytes)
            return Gaps.NmtBlocksDisagree.At("memory", null, Text(search.Sums.Sum(sums => sums.Size)), Text(all));
        return new NmtBlockTotals
        {
            Tags = [.. TagRows(search, after)],
            Sites = [.. SiteRows(search.Sites, sites)],
            SiteCount = hasSites ? search.Sites.Count : 0,
            Proof = isWhole && off <= (all / CleanPart) + CleanBytes ? NmtProof.Clean : NmtProof.Approximate,
            Scanned = search.Scanned,
            Swapped = swapped,
            IsCut = search.IsCut,
            BadFooters = search.BadFooters,
            Torn = search.Torn,
            OddChunks = search.OddChunks,
            Took = search.Took,
        };
    }

    IEnumerable<NmtTagBlocks> TagRows(NmtBlockSearch search, NmtTotals said)
    {
        for (int tag = 0; tag < search.Sums.Count; tag++)
        {
            NmtBlockSums sums = search.Sums[tag];
            if (sums.Count > 0 || said.Malloc(tag).Size > Bytes.Zero)
                yield return new(tag, tags.Names[tag], sums.Count, new(sums.Size), new(sums.Resident), said.Malloc(tag).Size);
        }
    }

    IEnumerable<NmtSiteBlocks> SiteRows(NmtSiteTally tally, IReadOnlyDictionary<uint, NmtSite> sites) =>
        !hasSites ? [] : tally.Rows.ToArray().Where(row => row.Count > 0)
            .OrderByDescending(row => row.Size).Take(options.Sites)
            .Select(row => new NmtSiteBlocks(row.Marker, row.Tag, SiteOf(row, sites), row.Count, new(row.Size), new(row.Resident)));

    /// <summary>A site has one tag; another one in the header means that the two do not belong together.</summary>
    NmtSite? SiteOf(NmtSiteTally.Row row, IReadOnlyDictionary<uint, NmtSite> sites) =>
        sites.TryGetValue(row.Marker, out NmtSite? site) && site.Tag == tags.Names[row.Tag] ? site : null;

    /// <summary>How far each tag lies outside what the JVM said before and after.</summary>
    static (long Off, long All) Difference(IReadOnlyList<NmtBlockSums> found, NmtTotals before, NmtTotals after)
    {
        long off = 0, all = 0;
        for (int tag = 0; tag < found.Count; tag++)
        {
            long first = before.Malloc(tag).Size.Value, last = after.Malloc(tag).Size.Value;
            off += Math.Max(0, Math.Max(found[tag].Size - Math.Max(first, last), Math.Min(first, last) - found[tag].Size));
            all += last;
        }
        return (off, all);
    }

    static Bytes Swapped(AddressRange[] ranges, PageRuns pages)
    {
        Bytes sum = Bytes.Zero;
        int next = 0;
        foreach (PageRun run in pages)
        {
            while (next < ranges.Length && ranges[next].End <= run.Start)
                next++;
            for (int i = next; run.IsSwapped && i < ranges.Length && ranges[i].Start < run.End; i++)
                sum += ranges[i].Intersect(run.Range).Length;
        }
        return sum;
    }

    static string Text(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes}");
}
