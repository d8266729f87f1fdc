using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Nmt;

/// <summary>
/// The table of places that allocate, kept at level detail (nmt/mallocSiteTable.hpp): buckets of chains. A header names an
/// entry by bucket and position in the chain. It is believed if the sites give the totals of the tags.
/// </summary>
sealed class NmtSiteTable
{
    public const int Frames = 4;

    const int EntryWords = 11;
    const int MostBuckets = 1 << 16;
    const int MostSites = 1 << 18;

    // {frames, tag, count, size, peak count, peak size, hash, next} since 17; {frames, hash, count, size, tag, next} before.
    static readonly (int Tag, int Count, int Next)[] Layouts = [(4, 5, 10), (7, 5, 8), (4, 5, 8)];

    public readonly record struct Site(uint Marker, int Tag, long Count, long Size, ulong Frame0, ulong Frame1, ulong Frame2, ulong Frame3)
    {
        public IEnumerable<ulong> Stack => new[] { Frame0, Frame1, Frame2, Frame3 }.Where(frame => frame != 0);
    }

    public static IReadOnlyList<Site>? Read(VmMemory memory, Address table, ulong size, NmtTotals totals)
    {
        if (Buckets(memory, table, size) is not { } buckets)
            return null;
        foreach ((int tag, int count, int next) in Layouts)
        {
            if (Walk(memory, buckets, tag, count, next, totals.Layout.Tags) is { } sites && Sums(sites, totals))
                return sites;
        }
        return null;
    }

    /// <summary>Up to 17 the static is the table; since, it points to one that was taken straight from malloc.</summary>
    static ulong[]? Buckets(VmMemory memory, Address table, ulong size)
    {
        if (size == 8)
        {
            if (memory.Pointer(table) is not { } there || there.Value < 8 || memory.Word(new Address(there.Value - 8)) is not { } chunk)
                return null;
            (table, size) = (there, (chunk & ~7UL) - 8);
        }
        if (size is < 64 or > MostBuckets * 8)
            return null;
        ulong[] buckets = new ulong[size / 8];
        return memory.Read(table, MemoryMarshal.AsBytes(buckets.AsSpan())) == buckets.Length * 8 ? buckets : null;
    }

    static List<Site>? Walk(VmMemory memory, ulong[] buckets, int tagAt, int countAt, int nextAt, int tags)
    {
        List<Site> sites = [];
        Span<ulong> entry = stackalloc ulong[EntryWords];
        for (int bucket = 0; bucket < buckets.Length; bucket++)
        {
            ulong at = buckets[bucket];
            for (int position = 0; at != 0; position++)
            {
                if (sites.Count >= MostSites || position > ushort.MaxValue || VmMemory.AsPointer(at) is not { } place
                    || memory.Read(place, MemoryMarshal.AsBytes(entry)) != EntryWords * 8 || (entry[tagAt] & 0xFF) >= (ulong)tags
                    || entry[countAt] > long.MaxValue || entry[countAt + 1] > 1UL << 48)
                    return null;
                sites.Add(new Site(((uint)bucket << 16) | (uint)position, (int)(entry[tagAt] & 0xFF),
                    (long)entry[countAt], (long)entry[countAt + 1], entry[0], entry[1], entry[2], entry[3]));
                at = entry[nextAt];
            }
        }
        return sites;
    }

    static bool Sums(List<Site> sites, NmtTotals totals)
    {
        long[] sums = new long[totals.Layout.Tags];
        foreach (Site site in sites)
            sums[site.Tag] += site.Size;
        long all = 0, off = 0;
        for (int tag = 0; tag < sums.Length; tag++)
        {
            long said = totals.Malloc(tag).Size.Value;
            all += said;
            off += Math.Abs(said - sums[tag]);
        }
        return sites.Count > 0 && off <= (all / 100) + (64 * 1024);
    }
}
