using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.HotSpot.Nmt;

/// <summary>The places in HotSpot that allocate, with their names: by what the header of a block says of its site.</summary>
sealed class NmtSites(VmMemory memory, VmSymbols symbols, NmtTags tags)
{
    const int MostTries = 3;

    readonly Dictionary<ulong, NmtFrame> _frames = [];

    /// <summary>Empty at level summary, and where the table could not be read.</summary>
    public IReadOnlyDictionary<uint, NmtSite> Read(NmtSymbols places, Func<NmtTotals?> readTotals)
    {
        Dictionary<uint, NmtSite> sites = [];
        for (int i = 0; i < MostTries && sites.Count == 0 && places.Sites is { } table; i++)
        {
            if (readTotals() is not { } totals || NmtSiteTable.Read(memory, table.At, table.Size, totals) is not { } found)
                continue;
            foreach (NmtSiteTable.Site site in found)
                sites[site.Marker] = SiteOf(site);
        }
        return sites;
    }

    NmtSite SiteOf(NmtSiteTable.Site site) => new([.. site.Stack.Select(FrameOf)], tags.Names[site.Tag])
    {
        Malloc = new NmtBlocks(new(new Bytes(site.Size)), site.Count),
    };

    NmtFrame FrameOf(ulong address)
    {
        if (!_frames.TryGetValue(address, out NmtFrame? frame))
        {
            Address at = new(address);
            _frames[address] = frame = new NmtFrame(at, symbols.NameAt(at));
        }
        return frame;
    }
}
