using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Tests.Accounting.Malloc;

public class WalkedLedgerTests
{
    [Fact]
    public void However_a_walk_counts_the_ledger_sums_to_the_same_pages() => Law.Holds(random =>
    {
        Snapshot before = Made.Snapshot(random, withUsage: random.Next(2) > 0);
        Snapshot walked = MadeMalloc.Walked(random, before, Wrongly(random));

        Ledger unsplit = Ledger.Of(before), split = Ledger.Of(walked);

        Assert.Equal(unsplit.Counted, split.Counted);
        Assert.Equal(unsplit.Unexplained with { Pss = null }, split.Unexplained with { Pss = null });
        Assert.Equal(unsplit.BalanceError, split.BalanceError);
        Assert.Equal(Malloc(unsplit), Malloc(split));
        Assert.Equal(
            Others(unsplit), Others(split));
    }, 400);

    [Fact]
    public void Nothing_is_ever_negative() => Law.Holds(random =>
    {
        Snapshot walked = MadeMalloc.Walked(random, Made.Snapshot(random), Wrongly(random));

        foreach (MappingPostings mapping in Ledger.ByMapping(walked))
            Assert.All(mapping.Postings, posting => Assert.True(
                posting.Amounts.Resident >= Bytes.Zero && posting.Amounts.Swap >= Bytes.Zero && posting.Amounts.Hugetlb >= Bytes.Zero));
    }, 400);

    [Fact]
    public void A_walk_that_counts_what_the_ledger_counts_is_taken_as_it_is()
    {
        HeapSplit split = Parts(1, 2, 3, 4, 5, 6, 0);

        Dictionary<string, long> lines = Lines(Heap(21, split, WalkOutcome.Clean));

        Assert.Equal(new Dictionary<string, long>
        {
            ["malloc/in-use"] = 1,
            ["malloc/cached"] = 2,
            ["malloc/free/trimmable"] = 3,
            ["malloc/free/locked"] = 4,
            ["malloc/top"] = 5,
            ["malloc/overhead"] = 6,
        }, lines);
    }

    [Fact]
    public void Pages_that_came_before_the_walk_saw_them_are_unsplit()
    {
        Dictionary<string, long> lines = Lines(Heap(25, Parts(10, 0, 3, 4, 0, 1, 2), WalkOutcome.Clean));

        Assert.Equal(2 + 5, lines["malloc/unsplit"]);
        Assert.Equal(10, lines["malloc/in-use"]);
    }

    [Fact]
    public void A_heap_that_grew_a_little_meanwhile_is_cut_in_proportion_and_one_that_grew_much_is_not_split()
    {
        Assert.Equal(new Dictionary<string, long> { ["malloc/in-use"] = 15, ["malloc/free/locked"] = 5 },
            Lines(Heap(20, Parts(18, 0, 0, 6, 0, 0, 0), WalkOutcome.Clean)));
        Assert.Equal(new Dictionary<string, long> { ["malloc/unsplit"] = 20 },
            Lines(Heap(20, Parts(30, 0, 0, 10, 0, 0, 0), WalkOutcome.Clean)));
    }

    [Fact]
    public void A_split_that_is_none_is_not_believed() =>
        Assert.Equal(new Dictionary<string, long> { ["malloc/unsplit"] = 20 },
            Lines(Heap(20, Parts(30, 0, 0, -10, 0, 0, 0), WalkOutcome.Clean)));

    [Theory]
    [InlineData(WalkOutcome.Clean, "arena walk")]
    [InlineData(WalkOutcome.Retried, "arena walk")]
    [InlineData(WalkOutcome.Approximate, "arena walk (approximate)")]
    [InlineData(WalkOutcome.Failed, "heap_info")]
    public void The_source_says_how_far_the_figures_go(WalkOutcome outcome, string source)
    {
        Ledger ledger = Ledger.Of(Heap(20, Parts(20, 0, 0, 0, 0, 0, 0), outcome));

        Assert.Equal((outcome == WalkOutcome.Failed ? "malloc/unsplit" : "malloc/in-use", source),
            (Assert.Single(ledger.Lines).Account, ledger.Lines[0].Source));
    }

    [Fact]
    public void Single_blocks_live_once_arenas_were_walked()
    {
        Snapshot snapshot = Heap(20, Parts(20, 0, 0, 0, 0, 0, 0), WalkOutcome.Clean);
        snapshot = snapshot with { Malloc = new MallocPlaces([], [new MmappedChunks(Made.Range(30, 40), 2)], true) };

        Assert.Equal(30, Lines(snapshot)["malloc/in-use"]);
        Assert.Equal(10, Lines(snapshot with { MallocState = null })["malloc/unsplit"]);
    }

    /// <summary>Right, a little off, or far off.</summary>
    static Func<long, long> Wrongly(Random random) => random.Next(4) switch
    {
        0 => bytes => bytes,
        1 => bytes => Math.Max(0, bytes + random.NextInt64(-8192, 8192)),
        2 => bytes => random.NextInt64((4 * bytes) + 4096),
        _ => _ => 0,
    };

    static IEnumerable<Posting> Others(Ledger ledger) => ledger.Lines.Where(line => !IsMalloc(line))
        .Select(line => line with { Amounts = line.Amounts with { Pss = null } }).OrderBy(line => line.Account, StringComparer.Ordinal);

    static bool IsMalloc(Posting line) => line.Account.StartsWith("malloc/", StringComparison.Ordinal);

    /// <summary>Without Pss: a mapping's is shared out by size, and rounded differently among more accounts.</summary>
    static Amounts Malloc(Ledger ledger) =>
        ledger.Lines.Where(IsMalloc).Aggregate(default(Amounts), (sum, line) => sum + line.Amounts) with { Pss = null };

    static Dictionary<string, long> Lines(Snapshot snapshot) =>
        Ledger.Of(snapshot).Lines.ToDictionary(line => line.Account, line => line.Amounts.Resident.Value / 4096);

    static HeapSplit Parts(int inUse, int cached, int trimmable, int locked, int top, int overhead, int unsplit) => new()
    {
        InUse = Bytes.FromPages(inUse),
        Cached = Bytes.FromPages(cached),
        Trimmable = Bytes.FromPages(trimmable),
        Locked = Bytes.FromPages(locked),
        Top = Bytes.FromPages(top),
        Overhead = Bytes.FromPages(overhead),
        Unsplit = Bytes.FromPages(unsplit),
    };

    static Snapshot Heap(int pages, HeapSplit split, WalkOutcome outcome)
    {
        PageRuns.Builder runs = new();
        runs.Add(new PageRun(Made.Range(0, 1).Start, pages, PageKind.Present));
        runs.Add(new PageRun(Made.Range(30, 31).Start, 10, PageKind.Present));
        AddressRange range = Made.Range(0, 28);
        ArenaHeap heap = new(range, range.Length) { Resident = split };
        return new Snapshot
        {
            TakenAt = default,
            Target = new Target(),
            Mappings = [new Mapping(range, Access.Read | Access.Write, 0, default, 0, "", false), new Mapping(Made.Range(30, 40), Access.Read | Access.Write, 0, default, 0, "[anon: x]", false)],
            Pages = runs.Build(),
            Malloc = new MallocPlaces([new HeapSegment(range, range.Start)], [], true),
            MallocState = MadeMalloc.State(MadeMalloc.Arena(1, heap) with { Proof = new WalkProof(outcome, []) }),
            Cost = Cost.None,
        };
    }
}
