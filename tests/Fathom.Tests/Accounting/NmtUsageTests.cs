using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using static Fathom.Tests.Accounting.NmtDiffTests;

namespace Fathom.Tests.Accounting;

public class NmtUsageTests
{
    /// <summary>Every second page from page 0 on is in memory.</summary>
    static Snapshot Striped(params JvmRange[] ranges)
    {
        PageRuns.Builder pages = new();
        for (int page = 0; page < Made.Pages; page += 2)
            pages.Add(new PageRun(new Address((ulong)page * 4096), 1, PageKind.Present));
        return NmtRulingTests.Ledgered(ranges) with { Pages = pages.Build() };
    }

    static Snapshot WithBlocks(NmtProof proof, params (string Name, long Resident)[] tags) => Striped() with
    {
        JvmState = new JvmState
        {
            Nmt = new NmtState(NmtLevel.Detail)
            {
                Blocks = new NmtBlockTotals
                {
                    Tags = [.. tags.Select((tag, i) => new NmtTagBlocks(i, tag.Name, 1, new(tag.Resident), new(tag.Resident), null))],
                    Proof = proof,
                },
            },
        },
    };

    static NmtReport WithMap(NmtCategory[] tags, params NmtRegion[] regions) => Report(1, tags) with { Regions = regions };

    static NmtRegion Region(int first, int end, string tag) => new(Made.Range(first, end), tag, false);

    [Fact]
    public void By_NMTs_map_the_pages_in_its_ranges_are_counted_by_tag()
    {
        NmtReport report = WithMap(
            [Tag("Java Heap", 100, 50), Tag("GC", 80, 80, 2) with { Mmap = new(default, default) }, Tag("Thread", 9, 9), Tag("Symbol", 3, 3, 1)],
            Region(0, 10, "Java Heap"), Region(20, 23, "GC"), Region(31, 40, "Thread Stack"), Region(50, 54, "GC"));

        NmtAnswer answer = NmtAnswer.Of(Striped(), report, null, null);

        Assert.Equal("NMT detail", answer.Residency?.Source);
        Assert.Equal([("GC", 4), ("Java Heap", 5), ("Thread", 4), ("Symbol", 0)],
            answer.Tags.Select(tag => (tag.Category.Tag, tag.Mapped!.Value.Value / 4096)));
        // GC and Symbol have malloc blocks too, and nobody knows where.
        Assert.Equal([null, 5L, 4, null], answer.Tags.Select(tag => tag.Resident?.Value / 4096));
        Assert.Equal([4L, 5, 4, null], answer.Tags.Select(tag => tag.AtLeast?.Value / 4096));
        Assert.Equal((new Bytes(13 * 4096), false), answer.Resident);
    }

    [Fact]
    public void Blocks_that_were_found_in_memory_complete_the_figures()
    {
        NmtReport report = WithMap(
            [Tag("Symbol", 3, 3, 1), Tag("GC", 80, 80, 2) with { Mmap = new(default, default) }], Region(20, 23, "GC"));

        NmtAnswer answer = NmtAnswer.Of(WithBlocks(NmtProof.Clean, ("Symbol", 4096), ("GC", 100)), report, null, null);

        Assert.Equal([2L * 4096 + 100, 4096], answer.Tags.Select(tag => tag.Resident!.Value.Value));
        Assert.Equal((new Bytes(3 * 4096 + 100), true), answer.Resident);
    }

    [Fact]
    public void Blocks_of_arenas_and_a_search_that_missed_some_are_a_lower_bound()
    {
        NmtReport report = WithMap(
            [Tag("Compiler", 50, 50, 1) with { Arena = new(new NmtAmount(new Bytes(300)), 1) }, Tag("Arena Chunk", 40, 40, 1), Tag("GC", 20, 20, 1)],
            Region(20, 22, "Other"));
        Snapshot snapshot = WithBlocks(NmtProof.Clean, ("Compiler", 50), ("Arena Chunk", 340), ("GC", 20));

        NmtAnswer whole = NmtAnswer.Of(snapshot, report, null, null), part = NmtAnswer.Of(
            WithBlocks(NmtProof.Approximate, ("GC", 20)), report, null, null);

        // 300 of the chunks may be the compiler's.
        Assert.Equal([50L, 40, 20], whole.Tags.Select(tag => tag.AtLeast!.Value.Value));
        Assert.Equal([null, null, 20L], whole.Tags.Select(tag => tag.Resident?.Value));
        Assert.Equal((new Bytes(410), false), whole.Resident);
        Assert.Null(part.Tags[2].Resident);
        Assert.Equal(20, part.Tags[2].AtLeast?.Value);
    }

    [Fact]
    public void Without_a_map_the_owners_of_the_ledger_stand_for_tags()
    {
        NmtReport report = Report(1, Tag("Java Heap", 100, 50), Tag("GC", 80, 40), Tag("Class", 9, 9), Tag("Metaspace", 8, 8), Tag("Safepoint", 2, 2));
        Snapshot snapshot = Striped(
            new(Made.Range(0, 10), JvmPart.Heap, "eden"), new(Made.Range(10, 16), JvmPart.Heap, "old"),
            new(Made.Range(20, 24), JvmPart.Gc, "card table"), new(Made.Range(30, 32), JvmPart.ClassSpace, "class"),
            new(Made.Range(40, 48), JvmPart.Metaspace, "nonclass"));

        NmtAnswer answer = NmtAnswer.Of(snapshot, report, null, null);

        Assert.Equal("ledger", answer.Residency?.Source);
        Assert.Equal([("Java Heap", 8L), ("GC", null), ("Class", 1), ("Metaspace", 4), ("Safepoint", null)],
            answer.Tags.Select(tag => (tag.Category.Tag, tag.Resident?.Value / 4096)));
        // A collector has tables that only NMT names: what was found is the least.
        Assert.Equal(2 * 4096, answer.Tags[1].AtLeast?.Value);
    }

    [Fact]
    public void Where_NMT_has_no_tag_metaspace_both_kinds_are_Class()
    {
        Snapshot snapshot = Striped(new(Made.Range(30, 32), JvmPart.ClassSpace, "class"), new(Made.Range(40, 48), JvmPart.Metaspace, "nonclass"));

        NmtAnswer answer = NmtAnswer.Of(snapshot, Report(1, Tag("Class", 9, 9)), null, null);

        Assert.Equal(5 * 4096, answer.Tags[0].Resident?.Value);
    }

    [Fact]
    public void A_saved_report_says_nothing_of_memory()
    {
        NmtAnswer answer = NmtAnswer.Of(new Snapshot { TakenAt = default, Target = new Target(), Cost = Cost.None }, Report(1, Tag("GC", 9, 9)), null, null);

        Assert.Null(answer.Resident);
        Assert.Null(answer.Tags[0].AtLeast);
    }

    [Fact]
    public void Committed_parts_that_contradict_their_range_stay_within_it() => Law.Holds(random =>
    {
        AddressRange[] parts = [.. Made.Some(random, 6)];
        NmtRegion region = Region(20, 60, "GC") with { Parts = [.. parts.Select(part => new NmtCommitted(part))] };

        NmtMapped mapped = Assert.Single(NmtMapped.Of(Report(1) with { Regions = [region] }, null));

        Assert.InRange(mapped.Committed.Value, 0, 40 * 4096);
        Assert.Null(mapped.Resident);
    });
}
