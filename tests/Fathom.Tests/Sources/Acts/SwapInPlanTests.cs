using Fathom.Evidence;
using Fathom.Sources.Acts;
using Fathom.Sources.Peeking;

namespace Fathom.Tests.Sources.Acts;

public class SwapInPlanTests
{
    const ulong Brk = 0x5500_0000_0000, Region = 0x7F00_0000_0000, MiB = 1 << 20;

    [Fact]
    public void Of_malloc_it_is_the_break_and_the_heaps_and_nobody_elses_pages()
    {
        Snapshot snapshot = Of([Heap(Brk, 4), Anonymous(Region, 64), Anonymous(Region + (200 * MiB), 1)],
            Swapped(Brk, 2), Present(Brk + 8192, 4), Present(Region, 1), Swapped(Region + 4096, 10), Swapped(Region + (200 * MiB) + 4096, 3)) with
        {
            Malloc = new MallocPlaces([new HeapSegment(Range(Region, Region + MiB), new Address(Region + 48))], [], true),
        };

        SwapInPlan plan = SwapInPlan.ForMalloc(snapshot);

        Assert.Equal((12L * 4096, 0L), (plan.Bytes.Value, plan.Hidden.Value));
        Assert.Equal([Range(Brk, Brk + 8192), Range(Region + 4096, Region + (11 * 4096))], plan.Pages.Select(run => run.Range));
    }

    [Fact]
    public void A_heap_whose_header_is_in_swap_may_come_to_all_that_lies_behind_it()
    {
        Snapshot snapshot = Of([Anonymous(Region, 128)], Swapped(Region, 100), Swapped(Region + (64 * MiB), 5));

        SwapInPlan plan = SwapInPlan.ForMalloc(snapshot);

        // Both headers; a header of a single block may be any of some more, which the heaps hold already.
        Assert.Equal([new Address(Region), new Address(Region + (64 * MiB))], plan.Pages.Select(run => run.Start));
        Assert.Equal(2 * 4096, plan.Bytes.Value);
        Assert.InRange(plan.AtMost.Value, 105 * 4096, 110 * 4096);
    }

    [Fact]
    public void Blocks_with_mappings_of_their_own_lead_from_one_to_the_next()
    {
        Mapping mapping = Anonymous(Region + 4096, 2);
        Snapshot first = Of([mapping], Swapped(Region + 4096, 256));
        Snapshot next = Of([mapping], Present(Region + 4096, 1), Swapped(Region + 8192, 255)) with
        {
            Malloc = new MallocPlaces([], [new MmappedChunks(Range(Region + 4096, Region + 4096 + (MiB / 2)), 1)], true),
        };

        Assert.Equal([Range(Region + 4096, Region + 8192)], SwapInPlan.ForMalloc(first).Pages.Select(run => run.Range));
        Assert.Equal([Range(Region + 4096 + (MiB / 2), Region + 8192 + (MiB / 2))], SwapInPlan.ForMalloc(next).Pages.Select(run => run.Range));
    }

    [Fact]
    public void What_peek_shows_is_brought_back_page_by_page()
    {
        Snapshot snapshot = Of([Anonymous(Region, 1)], Swapped(Region, 4), Present(Region + (4 * 4096), 1), Swapped(Region + (5 * 4096), 4));

        Assert.Equal([Range(Region, Region + 8192)], Pages(new PeekOptions(PeekWhere.Range) { Address = new Address(Region + 100), End = new Address(Region + 4097) }));
        Assert.Equal([Range(Region + (5 * 4096), Region + (6 * 4096))],
            Pages(new PeekOptions(PeekWhere.Range) { Address = new Address(Region + (4 * 4096)), End = new Address(Region + (5 * 4096) + 1) }));
        Assert.Equal(8 * 4096, SwapInPlan.For(snapshot, new PeekOptions(PeekWhere.All)).Bytes.Value);
        Assert.Equal(8 * 4096, SwapInPlan.For(snapshot, new PeekOptions(PeekWhere.Mapping) { Address = new Address(Region + 1) }).Bytes.Value);
        Assert.Equal(0, SwapInPlan.For(snapshot, new PeekOptions(PeekWhere.Mapping) { Name = "nowhere" }).Bytes.Value);

        IEnumerable<AddressRange> Pages(PeekOptions options) => SwapInPlan.For(snapshot, options).Pages.Select(run => run.Range);
    }

    [Fact]
    public void Whatever_is_asked_each_page_is_in_swap_and_asked_for_once() => Law.Holds(random =>
    {
        List<Mapping> mappings = [];
        PageRuns.Builder runs = new();
        ulong at = Region;
        for (int i = random.Next(1, 8); i > 0; i--)
        {
            Mapping mapping = Anonymous(at, random.Next(1, 80));
            mappings.Add(mapping);
            for (ulong page = at; page < mapping.Range.End.Value;)
            {
                long pages = Math.Min(random.Next(1, 4000), (long)(mapping.Range.End.Value - page) / 4096);
                runs.Add(new PageRun(new Address(page), pages, random.Next(2) == 0 ? PageKind.Swapped : PageKind.Present));
                page += (ulong)pages * 4096;
            }
            at = mapping.Range.End.Value + ((ulong)random.Next(2) * 64 * MiB);
        }
        Snapshot snapshot = Of(mappings) with
        {
            Pages = runs.Build(),
            Malloc = new MallocPlaces([.. Some().Select(range => new HeapSegment(range, range.Start + 48))], [.. Some().Select(range => new MmappedChunks(range, 1))], true),
        };
        ResidentIndex index = new(snapshot.Pages!);
        Address start = new(Region + (ulong)random.NextInt64(1 << 30));
        PeekOptions options = new((PeekWhere)random.Next(6)) { Address = start, End = start + random.NextInt64(1, 1 << 30) };

        SwapInPlan plan = SwapInPlan.For(snapshot, options);

        Assert.Equal(plan.Bytes, Bytes.FromPages(plan.Pages.Sum(run => run.Pages)));
        Assert.True(plan.AtMost.Value <= snapshot.Pages.Where(run => run.IsSwapped).Sum(run => run.Pages) * 4096 * 33 / 32);
        Assert.All(plan.Pages, run => Assert.True(index.At(run.Start) is { IsSwapped: true } all && all.End >= run.End));

        IEnumerable<AddressRange> Some() => mappings.Where(_ => random.Next(3) == 0)
            .Select(mapping => new AddressRange(mapping.Range.Start, mapping.Range.Start + (4096L * random.Next(1, 200))));
    }, 300);

    static Snapshot Of(IReadOnlyList<Mapping> mappings, params PageRun[] pages)
    {
        PageRuns.Builder runs = new();
        foreach (PageRun run in pages)
            runs.Add(run);
        return new Snapshot { TakenAt = default, Target = new Target(), Cost = Cost.None, Mappings = mappings, Pages = runs.Build() };
    }

    static PageRun Swapped(ulong at, long pages) => new(new Address(at), pages, PageKind.Swapped);

    static PageRun Present(ulong at, long pages) => new(new Address(at), pages, PageKind.Present);

    static Mapping Anonymous(ulong at, int mebibytes) => Heap(at, mebibytes) with { Name = "" };

    static Mapping Heap(ulong at, int mebibytes) =>
        new(Range(at, at + ((ulong)mebibytes * MiB)), Access.Read | Access.Write, 0, default, 0, "[heap]", false);

    static AddressRange Range(ulong from, ulong to) => new(new Address(from), new Address(to));
}
