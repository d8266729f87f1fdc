using Fathom.Accounting;
using Fathom.Accounting.Comparison;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Tests.Accounting.Comparison;

public sealed class DiffTests
{
    static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Nothing_has_changed_since_the_same_state(int seed)
    {
        Side one = Random(new Random(seed)), same = Random(new Random(seed));

        Diff diff = Diff.Of(one, same);

        Assert.Equal(Enum.GetValues<DiffBy>().Length, diff.Tables.Count);
        Assert.All(diff.Tables, table => Assert.Empty(table.Lines));
        Assert.All(diff.Tables, table => Assert.Equal(table.Before, table.After));
        Assert.False(diff.Exceeds(Bytes.Zero));
    }

    /// <summary>Whichever is the first, the same lines have changed, by the opposite.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Backwards_all_is_the_opposite(int seed)
    {
        Random random = new(seed);
        Side before = Random(random), after = Changed(before, random);

        Diff there = Diff.Of(before, after), back = Diff.Of(after, before);

        foreach ((DiffTable one, DiffTable other) in there.Tables.Zip(back.Tables))
        {
            Assert.Equal((one.Before, one.After, one.Same, one.IsByName), (other.After, other.Before, other.Same, other.IsByName));
            Assert.Equal(Ordered(one.Lines), Ordered(other.Lines.Select(line => new DiffLine(line.After, line.Before))));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_line_is_in_one_pair_and_the_sums_balance(int seed)
    {
        Random random = new(seed);
        Side before = Random(random), after = seed % 3 == 0 ? Random(random) : Changed(before, random);

        foreach (DiffTable table in Diff.Of(before, after).Tables)
        {
            Assert.Equal(table.Change.Value, table.Lines.Sum(line => line.By.Value));
            Assert.Equal(before.Tables[table.By].Sum(one => one.Bytes.Value), table.Before.Value);
            Assert.Equal(after.Tables[table.By].Sum(one => one.Bytes.Value), table.After.Value);
            Assert.Equal(table.Lines.Select(line => Math.Abs(line.By.Value)).OrderDescending(), table.Lines.Select(line => Math.Abs(line.By.Value)));
        }
    }

    [Fact]
    public void A_mapping_that_grew_is_told_from_one_that_is_new()
    {
        Side before = Mapped(("", 0x1000, 0x5000, 10), ("/lib/a.so", 0x8000, 0x9000, 4), ("[stack]", 0x20_000, 0x30_000, 8), ("", 0x50_000, 0x90_000, 100));
        Side after = Mapped(("", 0x1000, 0x7000, 30), ("/lib/a.so", 0x8000, 0x9000, 4), ("[stack]", 0x18_000, 0x30_000, 9), ("", 0x51_000, 0x60_000, 50),
            ("", 0x61_000, 0x8f_000, 60), ("", 0xa0_000, 0xb0_000, 7));

        DiffTable table = Diff.Of(before, after).Tables.Single();

        Assert.False(table.IsByName);
        Assert.Equal(
            [(60, DiffKind.New, 0x61_000UL), (-50, DiffKind.Shrunk, 0x51_000UL), (20, DiffKind.Grown, 0x1000UL), (7, DiffKind.New, 0xa0_000UL), (1, DiffKind.Grown, 0x18_000UL)],
            table.Lines.Select(line => (line.By.Value, line.Kind, line.Named.Range!.Value.Start.Value)));
        Assert.Equal(1, table.Same);
    }

    [Fact]
    public void A_file_mapped_in_the_place_of_another_is_new()
    {
        DiffTable table = Diff.Of(Mapped(("/a", 0x1000, 0x2000, 3), ("/c", 0x9000, 0xa000, 1)), Mapped(("/b", 0x1000, 0x2000, 3), ("/c", 0x9000, 0xa000, 1))).Tables.Single();

        Assert.Equal([("/a", DiffKind.Gone), ("/b", DiffKind.New)], table.Lines.Select(line => (line.Named.Name, line.Kind)));
    }

    /// <summary>Addresses are chosen anew for each process.</summary>
    [Fact]
    public void Mappings_of_two_processes_are_compared_by_name()
    {
        Side before = Mapped(("/lib/a.so", 0x1000, 0x2000, 3), ("/lib/a.so", 0x2000, 0x3000, 4), ("", 0x9000, 0xa000, 1));
        Side after = Mapped(("/lib/a.so", 0x5_1000, 0x5_2000, 3), ("/lib/a.so", 0x5_2000, 0x5_3000, 9), ("", 0x5_9000, 0x5_a000, 1));

        DiffTable table = Diff.Of(before, after).Tables.Single();

        Assert.True(table.IsByName);
        Assert.Equal(("/lib/a.so", 5, 0L), table.Lines.Select(line => (line.Named.Name, line.By.Value, line.CountBy)).Single());
    }

    [Fact]
    public void Accounts_are_compared_at_the_depth_of_the_shallower_side()
    {
        Side whole = Accounted((Accounts.MallocInUse, 100), ("java/heap/eden", 7)), divided = Accounted((Accounts.MallocInUse + "/libz", 90), (Accounts.MallocInUse + "/libjvm", 30), ("java/heap/eden", 7));
        Side unsplit = Accounted((Accounts.MallocUnsplit, 150), ("java/heap/eden", 7));

        Assert.Equal([(Accounts.MallocInUse, 20L)], Lines(whole, divided));
        Assert.Equal([(Accounts.MallocInUse, -20L)], Lines(divided, whole));
        Assert.Equal([("malloc", 30L)], Lines(divided, unsplit));
        Assert.Empty(Lines(divided, divided));
    }

    [Fact]
    public void A_difference_of_one_unit_is_rounding()
    {
        NmtReport before = Report(1024, ("GC", 5 << 10), ("Code", 9 << 10)), after = Report(1024, ("GC", 6 << 10), ("Code", 11 << 10));

        Assert.Equal(["Code"], Diff.Of(Sides.Of("a", before, null), Sides.Of("b", after, null)).Tables.Single().Lines.Select(line => line.Named.Name));
        Assert.Equal(2, Diff.Of(Sides.Of("a", before with { Scale = new Bytes(1) }, null), Sides.Of("b", after with { Scale = new Bytes(1) }, null)).Tables.Single().Lines.Count);
    }

    [Fact]
    public void Growth_by_the_hour_needs_a_time_between_and_one_process()
    {
        Side before = Accounted(("a", 0)) with { TakenAt = Noon }, after = Accounted(("a", 100)) with { TakenAt = Noon.AddMinutes(30) };
        Bytes change = new(100);

        Assert.Equal(200, Diff.Of(before, after).PerHour(change)?.Value);
        Assert.Null(Diff.Of(after, before).PerHour(change));
        Assert.Null(Diff.Of(before with { TakenAt = null }, after).PerHour(change));
        Assert.Null(Diff.Of(before, after with { TakenAt = Noon.AddSeconds(59) }).PerHour(change));
        Assert.Null(Diff.Of(before with { Target = new Target { Pid = 1 } }, after with { Target = new Target { Pid = 2 } }).PerHour(change));
        Assert.NotNull(Diff.Of(before with { Target = new Target { Pid = 1 } }, after).PerHour(change));
    }

    [Fact]
    public void Files_alone_and_memory_have_no_accounts_in_common()
    {
        Side files = Accounted(("unexplained", 5)) with { HasMemory = false }, memory = Accounted((Accounts.MallocInUse, 5));

        Assert.Empty(Diff.Of(files, memory).Tables);
        Assert.Single(Diff.Of(files, files).Tables);
    }

    [Theory]
    [InlineData(99, true)]
    [InlineData(100, false)]
    public void A_line_over_the_limit_is_over_it_though_the_whole_is_not(long limit, bool isOver) =>
        Assert.Equal(isOver, Diff.Of(Accounted(("a", 0), ("b", 100)), Accounted(("a", 100), ("b", 0))).Exceeds(new Bytes(limit)));

    [Fact]
    public void Figures_that_no_machine_has_are_compared_without_an_overflow()
    {
        ClassHistogram some = new() { Classes = [.. Enumerable.Range(0, 1000).Select(i => new ClassCount("C" + (i / 2), null, long.MaxValue, new Bytes(long.MaxValue)))] };
        EarlierAnswer answer = new()
        {
            Accounts = new Dictionary<string, Bytes> { ["a/b"] = new(long.MaxValue), ["a/c"] = new(long.MaxValue) },
            Census = [new("x", "y", long.MinValue, new Bytes(long.MaxValue)), new("x", "y", long.MaxValue, new Bytes(long.MaxValue))],
        };

        Diff diff = Diff.Of(Sides.Of("a", new ClassHistogram { Classes = [new("C1", null, 1, new Bytes(1))] }), Sides.Of("b", some));
        Assert.Equal(500, diff.Tables.Single().Lines.Count);
        Assert.Equal(2, Diff.Of(Sides.Of("a", new EarlierAnswer { Accounts = new Dictionary<string, Bytes> { ["a"] = new(1) }, Census = [new(null, "z", 1, new Bytes(1))] }),
            Sides.Of("b", answer)).Tables.Count);
    }

    static IEnumerable<(string, long)> Lines(Side before, Side after) =>
        Diff.Of(before, after).Tables.Single().Lines.Select(line => (line.Named.Name, line.By.Value));

    static List<DiffLine> Ordered(IEnumerable<DiffLine> lines) =>
        [.. lines.OrderBy(line => line.Before?.Name ?? "").ThenBy(line => line.Before?.Range?.Start.Value ?? 0).ThenBy(line => line.After?.Name ?? "").ThenBy(line => line.After?.Range?.Start.Value ?? 0)];

    static Side Accounted(params (string Name, long Bytes)[] accounts) => Of(DiffBy.Account, [.. accounts.Select(one => new Measure(one.Name, new Bytes(one.Bytes)))]);

    static Side Mapped(params (string Name, ulong Start, ulong End, long Bytes)[] mappings) => Of(DiffBy.Mapping,
        [.. mappings.Select(one => new Measure(one.Name, new Bytes(one.Bytes), null, new AddressRange(new Address(one.Start), new Address(one.End))))]);

    static Side Of(DiffBy by, IReadOnlyList<Measure> measures) => new("there", new Target(), new Dictionary<DiffBy, IReadOnlyList<Measure>> { [by] = measures });

    static NmtReport Report(long scale, params (string Tag, long Committed)[] tags) => new(NmtKind.Summary, new Bytes(scale))
    {
        Categories = [.. tags.Select(tag => new NmtCategory(tag.Tag, new NmtAmount(new Bytes(tag.Committed)), new NmtAmount(new Bytes(tag.Committed))))],
    };

    static Side Random(Random random)
    {
        Dictionary<DiffBy, IReadOnlyList<Measure>> tables = [];
        foreach (DiffBy by in Enum.GetValues<DiffBy>())
            tables[by] = by == DiffBy.Mapping ? Mappings(random) : Names(random);
        return new Side("there", new Target(), tables);
    }

    static List<Measure> Names(Random random) =>
        [.. Enumerable.Range(0, random.Next(1, 40)).Select(i => new Measure("n" + i, new Bytes(random.Next(3) * 4096L), random.Next(2) == 0 ? random.Next(5) : null))];

    static List<Measure> Mappings(Random random)
    {
        List<Measure> mappings = [];
        ulong at = 0x10_000 * (ulong)random.Next(1, 4);
        for (int i = random.Next(1, 60); i > 0; i--)
        {
            ulong end = at + (0x1000 * (ulong)random.Next(1, 8));
            mappings.Add(new Measure(random.Next(3) switch { 0 => "/a", 1 => "/b", _ => "" }, new Bytes(4096L * random.Next(5)), null, new AddressRange(new Address(at), new Address(end))));
            at = end + (0x1000 * (ulong)random.Next(3));
        }
        return mappings;
    }

    /// <summary>Some lines are other ones, some are gone; mappings are cut, joined and moved.</summary>
    static Side Changed(Side side, Random random)
    {
        Dictionary<DiffBy, IReadOnlyList<Measure>> tables = [];
        foreach ((DiffBy by, IReadOnlyList<Measure> measures) in side.Tables)
        {
            List<Measure> changed = [.. measures.Where(_ => random.Next(6) > 0).Select(one => random.Next(3) == 0 ? Other(one, random) : one)];
            tables[by] = changed.Count > 0 ? changed : measures;
        }
        return side with { Tables = tables };
    }

    static Measure Other(Measure one, Random random)
    {
        AddressRange? range = one.Range is { } old ? random.Next(3) switch
        {
            0 when old.Length.Value > 4096 => new AddressRange(old.Start + 4096, old.End),
            1 when old.Length.Value > 4096 => new AddressRange(old.Start, new Address(old.End.Value - 4096)),
            _ => old,
        } : null;
        return one with { Bytes = one.Bytes + new Bytes(4096), Range = range, Count = one.Count + 1 };
    }
}
