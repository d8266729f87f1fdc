using Fathom.Evidence;

namespace Fathom.Tests.Evidence;

public class PageRunsTests
{
    [Fact]
    public void What_goes_in_comes_out_with_neighbours_joined() => Law.Holds(random =>
    {
        List<PageRun> runs = RandomRuns(random);

        List<PageRun> back = [.. Build(runs)];

        Assert.Equal(Joined(runs), back);
        Assert.Equal(back.Count, Build(runs).Count);
    });

    [Fact]
    public void A_cursor_agrees_with_a_search_from_the_beginning() => Law.Holds(random =>
    {
        PageRuns runs = Build(RandomRuns(random));
        ulong[] addresses = [.. Enumerable.Range(0, 60).Select(_ => (ulong)random.NextInt64(1 << 22)).Order()];

        PageRuns.Cursor cursor = runs.Start();

        foreach (ulong address in addresses)
        {
            PageRun? first = runs.Where(run => run.IsResident && run.End.Value > address).Cast<PageRun?>().FirstOrDefault();
            PageRun? found = cursor.ResidentFrom(new Address(address));
            Assert.Equal(first?.End, found?.End);
            Assert.Equal(first is { } run ? Math.Max(run.Start.Value, address & ~0xfffUL) : null, found?.Start.Value);
            Assert.Equal(first is { } held && held.Start.Value <= address, cursor.IsResident(new Address(address)));
        }
    });

    [Fact]
    public void An_index_agrees_with_a_search_from_the_beginning() => Law.Holds(random =>
    {
        PageRuns runs = Build(RandomRuns(random));

        ResidentIndex index = new(runs);

        for (int i = 0; i < 60; i++)
        {
            Address address = new((ulong)random.NextInt64(1 << 22));
            PageRun? naive = runs.Where(run => run.Range.Contains(address) && run.IsResident).Cast<PageRun?>().FirstOrDefault();
            Assert.Equal(naive, index.Find(address));
        }
    });

    [Fact]
    public void A_million_alternating_pages_take_at_most_four_bytes_each()
    {
        const int pages = 1_000_000;
        long before = GC.GetAllocatedBytesForCurrentThread();

        PageRuns.Builder builder = new();
        for (int i = 0; i < pages; i++)
            builder.Add(new PageRun(new Address((ulong)i * 8192), 1, PageKind.Present));
        PageRuns runs = builder.Build();

        Assert.Equal(pages, runs.Count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4L * pages);
    }

    [Fact]
    public void Runs_at_both_ends_of_the_address_space_are_kept()
    {
        PageRun first = new(new Address(0), 1, PageKind.Present);
        PageRun gate = new(new Address(0xffffffffff600000), 1, PageKind.Present | PageKind.File);

        PageRuns runs = Build([first, gate]);

        Assert.Equal([first, gate], runs);
        Assert.Equal(gate, runs.Start().ResidentFrom(new Address(4096)));
        Assert.Equal(gate, new ResidentIndex(runs).Find(gate.Start + 7));
        Assert.True(runs.Start().IsResident(gate.Start + 4095));
    }

    [Fact]
    public void Runs_out_of_order_are_a_bug_and_empty_ones_are_nothing()
    {
        PageRuns.Builder builder = new();
        builder.Add(new PageRun(new Address(8192), 2, PageKind.Present));
        builder.Add(new PageRun(new Address(0), 0, PageKind.Present));

        Assert.Throws<ArgumentException>(() => builder.Add(new PageRun(new Address(12288), 1, PageKind.Present)));
        Assert.Single(builder.Build());
        Assert.Empty(PageRuns.Empty);
    }

    static List<PageRun> RandomRuns(Random random)
    {
        List<PageRun> runs = [];
        ulong page = (ulong)random.Next(3);
        for (int i = random.Next(200); i > 0; i--)
        {
            PageRun run = new(new Address(page * 4096), random.Next(1, 9), (PageKind)random.Next(32));
            runs.Add(run);
            page += (ulong)run.Pages + (ulong)(random.Next(2) == 0 ? 0 : random.Next(300));
        }
        return runs;
    }

    static PageRuns Build(IEnumerable<PageRun> runs)
    {
        PageRuns.Builder builder = new();
        foreach (PageRun run in runs)
            builder.Add(run);
        return builder.Build();
    }

    static List<PageRun> Joined(List<PageRun> runs)
    {
        List<PageRun> joined = [];
        foreach (PageRun run in runs)
        {
            if (joined.Count > 0 && joined[^1].End == run.Start && joined[^1].Kind == run.Kind)
                joined[^1] = joined[^1] with { Pages = joined[^1].Pages + run.Pages };
            else
                joined.Add(run);
        }
        return joined;
    }
}
