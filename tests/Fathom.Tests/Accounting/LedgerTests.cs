using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Tests.Accounting;

public class LedgerTests
{
    [Fact]
    public void The_lines_and_the_unexplained_less_the_balance_error_are_the_kernels_figure() => Law.Holds(random =>
    {
        Snapshot snapshot = Made.Snapshot(random, withPages: random.Next(3) > 0, withUsage: random.Next(2) > 0);

        Ledger ledger = Ledger.Of(snapshot);

        long sum = ledger.Lines.Sum(line => line.Amounts.Resident.Value) + ledger.Unexplained.Resident.Value;
        Assert.Equal(snapshot.Status.Resident!.Value.Value, sum - ledger.BalanceError!.Value.Value);
    }, 400);

    [Fact]
    public void Each_mapping_is_posted_the_pages_that_are_in_it_and_no_others() => Law.Holds(random =>
    {
        Snapshot snapshot = Made.Snapshot(random);

        Dictionary<Mapping, Amounts> posted = Ledger.ByMapping(snapshot)
            .Where(postings => postings.Mapping is not null).ToDictionary(postings => postings.Mapping!, postings => postings.Total);

        foreach (Mapping mapping in snapshot.Mappings)
            Assert.Equal(Naive(snapshot, mapping), posted.GetValueOrDefault(mapping));
    });

    [Fact]
    public void Nothing_is_negative_and_no_account_stands_twice() => Law.Holds(random =>
    {
        Ledger ledger = Ledger.Of(Made.Snapshot(random, withUsage: true));

        Assert.All(ledger.Lines.Select(line => line.Amounts).Append(ledger.Unexplained), amounts =>
            Assert.True(amounts.Resident >= Bytes.Zero && amounts.Swap >= Bytes.Zero && amounts.Hugetlb >= Bytes.Zero && !(amounts.Pss < Bytes.Zero)));
        Assert.Equal(ledger.Lines.Count, ledger.Lines.Select(line => line.Account).Distinct().Count());
        Assert.DoesNotContain(ledger.Lines, line => line.Account == Accounts.Unexplained);
    });

    [Fact]
    public void The_share_of_shared_memory_adds_up_to_what_the_kernel_says() => Law.Holds(random =>
    {
        Snapshot snapshot = Made.Snapshot(random, withUsage: true);

        foreach (MappingPostings postings in Ledger.ByMapping(snapshot).Where(postings => postings.Mapping is not null))
        {
            int index = snapshot.Mappings.ToList().IndexOf(postings.Mapping!);
            Assert.Equal(snapshot.Usage![index].Pss, postings.Total.Pss);
        }
    });

    [Fact]
    public void Pages_outside_of_every_mapping_have_no_owner()
    {
        Ledger ledger = Ledger.Of(One(null, PageKind.Present, stackOver: true));

        Assert.Empty(ledger.Lines);
        Assert.Equal(Bytes.FromPages(10), ledger.Unexplained.Resident);
    }

    [Theory]
    [InlineData("", PageKind.Present | PageKind.Zero, 0, 0, 0)]
    [InlineData("", PageKind.Swapped, 0, 10, 0)]
    [InlineData("", PageKind.Present | PageKind.Huge, 10, 0, 0)]
    [InlineData("[vvar]", PageKind.Present, 0, 0, 0)]
    [InlineData("[vdso]", PageKind.Present, 10, 0, 0)]
    [InlineData("/huge/pages", PageKind.Present, 0, 0, 10)]
    [InlineData("/dev/dri/card0", PageKind.Present, 0, 0, 0)]
    [InlineData("/dev/dri/card0", PageKind.Present | PageKind.File, 10, 0, 0)]
    [InlineData("/dev/shm/x", PageKind.Present, 10, 0, 0)]
    public void A_page_counts_as_the_kernel_counts_it(string name, PageKind kind, int resident, int swap, int hugetlb)
    {
        Amounts counted = Ledger.Of(One(name, kind)).Counted;

        Assert.Equal((resident, swap, hugetlb), (counted.Resident.Value / 4096, counted.Swap.Value / 4096, counted.Hugetlb.Value / 4096));
    }

    [Fact]
    public void Counts_without_pages_go_to_the_sole_owner_of_a_mapping_or_to_nobody()
    {
        Snapshot snapshot = One("[heap]", PageKind.Present) with
        {
            Pages = null,
            Usage = [new MappingUsage { Rss = Bytes.FromPages(3), Pss = Bytes.FromPages(2), Swap = Bytes.FromPages(1) }],
        };
        Snapshot split = snapshot with { Threads = [new ThreadStack(1, "t", Made.Range(2, 4))] };

        Assert.Equal(new Amounts(Bytes.FromPages(3), Bytes.FromPages(1), Bytes.Zero, Bytes.FromPages(2)), Assert.Single(Ledger.Of(snapshot).Lines).Amounts);
        Assert.Equal(Bytes.FromPages(3), Ledger.Of(split).Unexplained.Resident);
    }

    [Fact]
    public void More_leaves_than_a_branch_may_have_are_folded_and_the_sums_stay()
    {
        Mapping[] mappings = [.. Enumerable.Range(0, 250).Select(i => Named(i, i == 7 ? "/data/other" : $"/data/file{i}"))];
        Snapshot snapshot = One("", PageKind.Present) with { Mappings = mappings, Pages = Resident(0, 250) };

        Ledger ledger = Ledger.Of(snapshot);

        Assert.Equal(100, ledger.Lines.Count);
        Assert.Equal(100, ledger.Lines.Select(line => line.Account).Distinct().Count());
        Assert.Equal(Bytes.FromPages(250), ledger.Counted.Resident);
        Assert.Equal(Bytes.FromPages(151), ledger.Lines.Single(line => line.Account == "files/mapped/other").Amounts.Resident);
    }

    [Fact]
    public void As_many_leaves_as_a_branch_may_have_stay_apart()
    {
        Mapping[] mappings = [.. Enumerable.Range(0, 100).Select(i => Named(i, $"/data/file{i}"))];

        Ledger ledger = Ledger.Of(One("", PageKind.Present) with { Mappings = mappings, Pages = Resident(0, 100) });

        Assert.Equal(100, ledger.Lines.Count);
        Assert.DoesNotContain(ledger.Lines, line => line.Account.EndsWith("/other", StringComparison.Ordinal));
    }

    [Fact]
    public void Lines_stand_by_size_and_then_by_name()
    {
        Mapping[] mappings = [Named(0, "/data/b"), Named(1, "/data/a"), Named(2, "/data/c"), Named(3, "/data/c")];

        Ledger ledger = Ledger.Of(One("", PageKind.Present) with { Mappings = mappings, Pages = Resident(0, 4) });

        Assert.Equal(["files/mapped/c", "files/mapped/a", "files/mapped/b"], ledger.Lines.Select(line => line.Account));
    }

    [Fact]
    public void Every_mapping_stands_in_the_map_with_or_without_pages() => Law.Holds(random =>
    {
        Snapshot snapshot = Made.Snapshot(random);

        MapLine[] lines = [.. MapLine.Of(snapshot)];

        Assert.Equal(snapshot.Mappings, lines.Select(line => line.Mapping));
        foreach (MapLine line in lines)
            Assert.Equal(Naive(snapshot, line.Mapping), line.Total);
    });

    static Amounts Naive(Snapshot snapshot, Mapping mapping)
    {
        Amounts sum = default;
        foreach (PageRun run in snapshot.Pages!)
        {
            Bytes size = run.Range.Intersect(mapping.Range).Length;
            bool device = mapping.MayBeDevice && mapping.Access.HasFlag(Access.Shared) && !run.Kind.HasFlag(PageKind.File);
            if (run.IsSwapped)
                sum += new Amounts(default, size, default, null);
            else if (run.IsResident && mapping.IsFile && mapping.Device == Made.Hugetlb)
                sum += new Amounts(default, default, size, null);
            else if (run.IsResident && !mapping.IsKernelData && !device)
                sum += new Amounts(size, default, default, null);
        }
        return sum;
    }

    static Snapshot One(string? name, PageKind kind, bool stackOver = false) => new()
    {
        TakenAt = default,
        Target = new Target(),
        Mappings = name is null ? [] : [Named(0, name) with { Range = Made.Range(0, 10), Access = Access.Read | (name.StartsWith("/dev", StringComparison.Ordinal) ? Access.Shared : Access.Write) }],
        Pages = Resident(0, 10, kind),
        Threads = stackOver ? [new ThreadStack(1, "t", Made.Range(0, 10))] : [],
        HugetlbDevices = new HashSet<Device> { Made.Hugetlb },
        Cost = Cost.None,
    };

    static Mapping Named(int page, string name) => new(Made.Range(page, page + 1), Access.Read, 0,
        name == "/huge/pages" ? Made.Hugetlb : default, name.StartsWith('/') ? 1UL : 0, name, false);

    static PageRuns Resident(int first, int end, PageKind kind = PageKind.Present)
    {
        PageRuns.Builder builder = new();
        builder.Add(new PageRun(Made.Range(first, end).Start, end - first, kind));
        return builder.Build();
    }
}
