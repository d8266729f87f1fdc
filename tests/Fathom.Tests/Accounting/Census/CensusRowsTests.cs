using Fathom.Accounting.Census;
using Fathom.Evidence.Census;
using static Fathom.Tests.Accounting.Census.MadeCensus;

namespace Fathom.Tests.Accounting.Census;

/// <summary>Rows are the groups, cut by who holds them: nothing is lost and nothing is counted twice.</summary>
public class CensusRowsTests
{
    [Fact]
    public void Kept_and_dropped_streams_are_rows_of_their_own_with_all_their_chunks()
    {
        MadeCensus made = new();
        (int stream, _, _) = made.Inflate(2000);
        made.Held(stream, "java.util.zip.Inflater$InflaterZStreamRef", 1500, HolderState.Kept, "Orders.cache");
        made.Held(stream, "java.util.zip.Inflater$InflaterZStreamRef", 500, HolderState.Garbage);

        CensusRows rows = made.Rows();

        Assert.Equal([(1500L, Reachable.Java, "Orders.cache"), (500L, Reachable.Garbage, null)],
            rows.Rows.Select(row => (row.Count, row.Reachable, row.Referrer)));
        Assert.Equal([1500L * (128 + 7168 + 32784), 500L * (128 + 7168 + 32784)], rows.Rows.Select(row => row.Bytes.Value));
        Assert.Equal([128, 7168, 32784], rows.Rows[0].SizeClasses.Select(size => size.Value));
    }

    [Fact]
    public void Parts_are_those_of_who_holds_the_structure_they_belong_to()
    {
        MadeCensus made = new();
        (int stream, int state, int window) = made.Inflate(1000);
        made.Held(stream, "java.util.zip.Inflater$InflaterZStreamRef", 900, HolderState.Kept, "Orders.idle", new HeldPart(state, 900), new HeldPart(window, 300));
        made.Held(stream, "java.util.zip.Inflater$InflaterZStreamRef", 100, HolderState.Kept, "Orders.busy", new HeldPart(state, 100), new HeldPart(window, 700));

        CensusRows rows = made.Rows();

        Assert.Equal([("Orders.idle", 900L, (900L * (128 + 7168)) + (300L * 32784)), ("Orders.busy", 100L, (100L * (128 + 7168)) + (700L * 32784))],
            rows.Rows.OrderByDescending(row => row.Count).Select(row => (row.Referrer, row.Count, row.Bytes.Value)));
    }

    [Fact]
    public void What_is_lost_is_a_row_with_its_own_count()
    {
        MadeCensus made = new();
        int blocks = made.Group(1520, 5003);
        made.Reached(blocks, ReachKind.Lost, 5000).Reached(blocks, ReachKind.Native, 3, Acme);

        CensusRows rows = made.Rows();

        Assert.Equal([(5000L, Reachable.Lost, null), (3L, Reachable.Native, "libacme.so")], rows.Rows.Select(row => (row.Count, row.Reachable, row.ReachableFrom)));
    }

    /// <summary>As the arenas of compilers do, while a JVM warms up: nearly every group leads to nearly every other one.</summary>
    [Fact]
    public void However_many_groups_lead_to_each_other_the_rows_are_found()
    {
        const int layers = 6, width = 60, each = 1009;
        MadeCensus made = new();
        int[] all = [.. Enumerable.Range(0, layers * width).Select(i => made.Group(1024 + (16 * i), each))];
        int first = made.Group(512, each, Code(0, Acme, 0x1000), Code(8, Acme, 0x1010), Table(16, Acme, "_ZTV4Acme"));
        for (int i = 0; i < all.Length; i++)
        {
            if (i / width == layers - 1)
                made.Link(first, 24, all[i], each);
            for (int parent = (i / width + 1) * width; parent < Math.Min((i / width + 2) * width, all.Length); parent++)
                made.Link(all[parent], 8 * (i % width), all[i], each);
        }

        CensusRows rows = made.Rows();

        Assert.All(rows.Rows, row => Assert.Equal("libacme.so", row.Owner));
        Assert.Equal(made.Census().Groups.Sum(group => group.Total.Bytes.Value), rows.Rows.Sum(row => row.Bytes.Value));
    }

    [Fact]
    public void Single_hits_among_many_chunks_are_chance()
    {
        MadeCensus made = new();
        int blocks = made.Group(1520, 5003);
        made.Held(blocks, "java.lang.Long", 3, HolderState.Kept);

        Assert.Null(Assert.Single(made.Rows().Rows).Holder);
    }

    [Fact]
    public void Few_that_somebody_else_keeps_are_told_where_their_class_holds_many()
    {
        MadeCensus made = new();
        int blocks = made.Group(1520, 5003);
        for (int i = 0; i < 5000; i += 5)
            made.Held(blocks, "java.nio.DirectByteBuffer", 5, HolderState.Kept, $"Orders{i}.cache");
        made.Held(blocks, "java.nio.DirectByteBuffer", 3, HolderState.Garbage);

        CensusRows rows = made.Rows();

        Assert.Equal(1001, rows.Rows.Count);
        Assert.Equal((3L, Reachable.Garbage), (rows.Rows[^1].Count, rows.Rows[^1].Reachable));
    }

    [Fact]
    public void No_row_has_a_part_of_a_chunk()
    {
        MadeCensus made = new();
        int head = made.Group(144, 1000, Table(0, Acme, "_ZTVN4acme6WidgetE"));
        made.Under(head, 120, 7168, 300);
        made.Held(head, "com.example.Widgets", 999, HolderState.Kept, "Orders.cache");

        Assert.Equal([(999L, (999L * 144) + (300L * 7168)), (1L, 144L)], made.Rows().Rows.Select(row => (row.Count, row.Bytes.Value)));
    }

    [Fact]
    public void What_is_unknown_has_its_reason_and_makes_no_row_of_its_own()
    {
        MadeCensus made = new();
        int blocks = made.Group(1520, 100), held = made.Group(208, 100);
        made.Reached(blocks, ReachKind.Unknown, 30, null, ReachDoubt.Unread).Reached(blocks, ReachKind.Unknown, 50, null, ReachDoubt.Odd)
            .Reached(blocks, ReachKind.Lost, 20);
        made.Held(held, "java.lang.Long", 60, HolderState.Unknown).Held(held, "java.lang.Long", 30, HolderState.Kept);

        Assert.Equal([(80L, Reachable.Unknown, Doubt.Odd), (20L, Reachable.Lost, Doubt.None), (60L, Reachable.Unknown, Doubt.HolderUnclear),
            (30L, Reachable.Java, Doubt.None), (10L, Reachable.Unknown, Doubt.NotSought)],
            made.Rows().Rows.Select(row => (row.Count, row.Reachable, row.Doubt)));
    }

    [Fact]
    public void A_heap_that_was_seen_in_part_or_moved_is_a_reason()
    {
        MadeCensus made = new();
        made.Held(made.Group(208, 100), "java.lang.Long", 60, HolderState.Unknown);
        ChunkCensus census = made.Census();

        Assert.Equal([Doubt.HeapInPart, Doubt.HeapInPart], Doubts(census.Holders! with { Scanned = Fathom.Evidence.Bytes.Zero }));
        Assert.Equal([Doubt.ObjectsMoved, Doubt.NotSought], Doubts(census.Holders! with { Moved = true }));

        IEnumerable<Doubt> Doubts(HolderScan scan) => CensusRows.Of(census with { Holders = scan }, []).Rows.Select(row => row.Doubt);
    }

    [Fact]
    public void Rows_add_up_to_the_groups_whatever_the_evidence_says() =>
        Law.Holds(random =>
        {
            ChunkCensus census = Random(random);
            CensusRows rows = CensusRows.Of(census, []);
            Assert.Equal(census.Groups.Sum(group => group.Total.Bytes.Value), rows.Rows.Sum(row => row.Bytes.Value));
            Assert.Equal(census.Groups.Sum(group => group.Resident.Value), rows.Rows.Sum(row => row.Resident.Value));
            Assert.True(rows.Rows.Sum(row => row.Count) <= census.Groups.Sum(group => group.Total.Count));
            Assert.All(rows.Rows, row => Assert.Equal(row.Reachable == Reachable.Unknown, row.Doubt != Doubt.None));
            Assert.All(rows.Rows, row => Assert.True(row is { Count: >= 0, Bytes.Value: >= 0, Resident.Value: >= 0 }));
            Assert.Equal(rows.Rows.OrderByDescending(row => row.Bytes.Value).Select(row => row.Bytes), rows.Rows.Select(row => row.Bytes));
            Assert.All(census.Groups.Where(group => group.NmtTag is not null && group.Total.Count > 0),
                group => Assert.Equal("libjvm.so", rows.Rows[rows.RowsOf[group.Number]].Owner));
        });

    /// <summary>Numbers that fit nothing, too: circles, groups that are not there, more holders than chunks.</summary>
    internal static ChunkCensus Random(Random random)
    {
        MadeCensus made = new();
        string[] libraries = [Zlib, Jvm, Acme, Other, Libc];
        for (int i = random.Next(1, 30); i > 0; i--)
        {
            if (random.Next(6) == 0)
                made.Inflate(random.Next(1, 2000), libraries[random.Next(5)]);
            GroupWord[] words = [.. Enumerable.Range(0, random.Next(4)).Select(at => new GroupWord(8 * (at + random.Next(9)), libraries[random.Next(5)],
                (ulong)random.Next(9999), (WordKind)random.Next(4)) { Symbol = random.Next(2) == 0 ? "_ZTV3Foo" : null })];
            int group = random.Next(3) == 0 ? made.Under(random.Next(-1, 40), random.Next(-1, 99), 16 * random.Next(2, 9000), random.Next(3000))
                : made.Group(16 * random.Next(2, 9000), random.Next(3000), random.Next(4) == 0 ? "Other" : null, words);
            made.Link(random.Next(-1, 40), random.Next(100), random.Next(-1, 40), random.Next(-1, 4000));
            made.Root((RootKind)random.Next(7), libraries[random.Next(5)], random.Next(-1, 40), random.Next(3000));
            made.Held(random.Next(-1, 40), random.Next(2) == 0 ? "java.nio.DirectByteBuffer" : "java.lang.Long", random.Next(-1, 4000), (HolderState)random.Next(3),
                random.Next(2) == 0 ? null : "Orders.cache", [.. Enumerable.Range(0, random.Next(4)).Select(_ => new HeldPart(random.Next(-1, 40), random.Next(-1, 4000)))]);
            if (random.Next(2) == 0)
                made.Reached(group, (ReachKind)random.Next(5), random.Next(4000), libraries[random.Next(5)]);
        }
        return made.Census();
    }
}
