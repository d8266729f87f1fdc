using Fathom.Evidence.HotSpot;
using Fathom.Sources.HotSpot.Nmt;

namespace Fathom.Tests.Sources.HotSpot.Nmt;

/// <summary>The list of reservations and the table of sites: chains of foreign pointers.</summary>
public class NmtListsTests
{
    static readonly (ulong, ulong, int)[] Three = [(0x8000_0000, 64 << 20, 0), (0x9000_0000, 1 << 20, 4), (0xa000_0000, 3 << 20, 3)];

    static IReadOnlyList<NmtRegion>? Read(MadeNmt made) =>
        NmtRegionList.Read(made.Words, new(MadeNmt.List), made.Totals()!, made.ReadTags()!);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reservations_have_their_tags(bool old)
    {
        IReadOnlyList<NmtRegion> regions = Read(new MadeNmt(old).Regions(Three))!;

        Assert.Equal([("Java Heap", 64L << 20), ("Code", 1L << 20), ("Thread Stack", 3L << 20)],
            regions.Select(region => (region.Tag!, region.Range.Length.Value)));
    }

    [Fact]
    public void A_list_that_does_not_give_the_totals_is_not_believed()
    {
        Assert.Null(Read(new MadeNmt(false).Regions([Three[0], Three[1]])));
        Assert.Null(Read(new MadeNmt(false).Regions([Three[0], (0x9000_0000, 1 << 20, 3), (0xa000_0000, 3 << 20, 4)])));
        Assert.Null(Read(new MadeNmt(false).Regions([Three[1], Three[0], Three[2]])));
        Assert.Null(Read(new MadeNmt(false).Regions([Three[0], (0x9000_0000, 1 << 20, 77), Three[2]])));
        Assert.Null(Read(new MadeNmt(false).Regions([])));
        Assert.Null(Read(new MadeNmt(false)));
    }

    [Fact]
    public void A_ring_has_an_end()
    {
        MadeNmt made = new MadeNmt(false).Regions(Three);
        ulong[] ring = new ulong[16];
        (ring[0], ring[1], ring[10]) = (0x8000_0000, 4096, MadeNmt.List + 0x100);
        made.Memory.Put(MadeNmt.List + 0x100, MadeNmt.Of(ring));

        Assert.Null(Read(made));
    }

    /// <summary>Entries of 88 bytes: {frames, tag, count, size, peaks, hash, next}.</summary>
    static MadeNmt WithSites(params (int Bucket, int Tag, ulong Count, ulong Size)[] sites)
    {
        MadeNmt made = new(false);
        ulong[] buckets = new ulong[512];
        ulong[] last = new ulong[512];
        for (int i = 0; i < sites.Length; i++)
        {
            ulong at = MadeNmt.Sites + 0x10000 + (ulong)(i * 128);
            ulong[] entry = new ulong[16];
            (entry[0], entry[1], entry[4], entry[5], entry[6]) = (0x7f11_0000 + (ulong)i, 0x7f22_0000, (ulong)sites[i].Tag, sites[i].Count, sites[i].Size);
            // New ones come first here, so the chain is the other way round.
            entry[10] = last[sites[i].Bucket];
            last[sites[i].Bucket] = buckets[sites[i].Bucket] = at;
            made.Memory.Put(at, MadeNmt.Of(entry));
        }
        made.Memory.Put(MadeNmt.Sites, MadeNmt.Of(buckets));
        return made;
    }

    static IReadOnlyList<NmtSiteTable.Site>? ReadSites(MadeNmt made) =>
        NmtSiteTable.Read(made.Words, new(MadeNmt.Sites), 511 * 8, made.Totals()!);

    [Fact]
    public void Sites_are_named_by_bucket_and_place_in_the_chain()
    {
        IReadOnlyList<NmtSiteTable.Site> sites = ReadSites(WithSites((3, 2, 30, 9_000), (3, 7, 6, 10_000), (500, 8, 10, 70_000)))!;

        Assert.Equal([(0x0003_0000u, 7, 10_000L), (0x0003_0001u, 2, 9_000L), (0x01F4_0000u, 8, 70_000L)],
            sites.Select(site => (site.Marker, site.Tag, site.Size)));
        Assert.Equal([0x7f11_0002ul, 0x7f22_0000ul], sites[2].Stack);
    }

    [Fact]
    public void Sites_that_do_not_give_the_totals_are_not_believed()
    {
        Assert.Null(ReadSites(WithSites((3, 2, 30, 9_000), (3, 7, 6, 10_000), (500, 8, 10, 7_000_000))));
        Assert.Null(ReadSites(WithSites((3, 200, 30, 9_000))));
        Assert.Null(ReadSites(new MadeNmt(false)));
    }

    [Fact]
    public void A_chain_that_is_a_ring_has_an_end()
    {
        MadeNmt made = WithSites((3, 2, 30, 9_000));
        ulong[] entry = new ulong[16];
        entry[10] = MadeNmt.Sites + 0x10000;
        made.Memory.Put(MadeNmt.Sites + 0x10000, MadeNmt.Of(entry));

        Assert.Null(ReadSites(made));
    }

    [Fact]
    public void Any_words_give_lists_or_none_and_never_throw()
    {
        Random random = new(5);
        for (int run = 0; run < 500; run++)
        {
            MadeNmt made = WithSites((3, 2, 30, 9_000), (3, 7, 6, 10_000), (500, 8, 10, 70_000)).Regions(Three);
            ulong[] words = new ulong[80];
            for (int i = 0; i < words.Length; i++)
                words[i] = random.Next(3) switch { 0 => 0, 1 => (ulong)random.NextInt64() >> random.Next(64), _ => MadeNmt.List + (ulong)random.Next(800) };
            made.Memory.Put(random.Next(2) == 0 ? MadeNmt.List + 0x100 : MadeNmt.Sites + 0x10000, MadeNmt.Of(words));

            _ = Read(made);
            _ = ReadSites(made);
            _ = NmtSiteTable.Read(made.Words, new(MadeNmt.List), 8, made.Totals()!);
            _ = NmtSiteTable.Read(made.Words, new(MadeNmt.Sites), (ulong)random.NextInt64(), made.Totals()!);
        }
    }
}
