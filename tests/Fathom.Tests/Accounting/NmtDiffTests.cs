using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources.Formats.HotSpot;
using Fathom.Tests.Sources.Formats.HotSpot;

namespace Fathom.Tests.Accounting;

public class NmtDiffTests
{
    static readonly string[] Names = ["A", "B", "C", "D", "E"];

    [Fact]
    public void Each_figure_changes_by_the_difference_and_a_tag_of_one_side_is_kept()
    {
        NmtReport before = Report(1, Tag("GC", 100, 40, 3), Tag("Synchronizer", 5, 5, 1), Tag("Gone", 7, 7, 2));
        NmtReport after = Report(1, Tag("New", 9, 9, 4), Tag("GC", 150, 30, 5), Tag("Synchronization", 6, 6, 1));

        IReadOnlyList<NmtCategory> rows = NmtDiff.Sorted(NmtDiff.Of(before, after));

        Assert.Equal(["GC", "New", "Gone", "Synchronization"], rows.Select(row => row.Tag));
        Assert.Equal([-10L, 9, -7, 1], rows.Select(row => row.Committed.Change.Value));
        Assert.Equal([50L, 9, -7, 1], rows.Select(row => row.Reserved.Change.Value));
        Assert.Equal([30L, 9, 0, 6], rows.Select(row => row.Committed.Size.Value));
        Assert.Equal([2L, 4, -2, 0], rows.Select(row => row.Malloc!.CountChange));
    }

    [Fact]
    public void A_report_has_not_changed_since_itself() => Law.Holds(random =>
    {
        NmtReport report = Random(random, 1);

        NmtReport diff = NmtDiff.Of(report, report);

        Assert.All(diff.Categories, row => Assert.Equal((0, 0), (row.Committed.Change.Value, row.Reserved.Change.Value)));
        Assert.Equal(0, diff.Committed.Change.Value);
    });

    [Fact]
    public void Backwards_the_changes_are_the_same_with_the_other_sign() => Law.Holds(random =>
    {
        NmtReport a = Random(random, 1), b = Random(random, 1);

        Dictionary<string, long> there = NmtDiff.Of(a, b).Categories.ToDictionary(row => row.Key, row => row.Committed.Change.Value);
        Dictionary<string, long> back = NmtDiff.Of(b, a).Categories.ToDictionary(row => row.Key, row => -row.Committed.Change.Value);

        Assert.Equal(there.OrderBy(row => row.Key, StringComparer.Ordinal), back.OrderBy(row => row.Key, StringComparer.Ordinal));
        Assert.Equal(there.Values.Sum(), b.Categories.Sum(row => row.Committed.Size.Value) - a.Categories.Sum(row => row.Committed.Size.Value));
    });

    /// <summary>Any figures below a step apart may round to neighbours: nothing may be said of them.</summary>
    [Fact]
    public void Rounding_is_no_change() => Law.Holds(random =>
    {
        NmtReport report = Random(random, 1);
        NmtReport rounded = report with
        {
            Scale = new Bytes(1024),
            Categories = [.. report.Categories.Select(row => row with { Reserved = Rounded(row.Reserved), Committed = Rounded(row.Committed) })],
        };

        Assert.All(NmtDiff.Of(rounded, report).Categories, row => Assert.Equal((0, 0), (row.Committed.Change.Value, row.Reserved.Change.Value)));
        Assert.Equal(1024, NmtDiff.Of(rounded, report).Scale.Value);
    });

    [Fact]
    public void Call_sites_are_matched_by_their_stacks()
    {
        NmtSite Site(string symbol, long size, long count, ulong at = 1) =>
            new([new NmtFrame(new Address(at), symbol)], "GC") { Malloc = new(new NmtAmount(new Bytes(size)), count) };
        NmtReport before = Report(1) with { Sites = [Site("a", 10, 1), Site("b", 10, 1), Site("c", 5, 1)] };
        NmtReport after = Report(1) with { Sites = [Site("b", 10, 1, 2), Site("d", 1, 1), Site("a", 30, 3)] };

        IReadOnlyList<NmtSite> sites = NmtDiff.Of(before, after).Sites;

        Assert.Equal(["a", "c", "d"], sites.Select(site => site.Stack[0].Symbol));
        Assert.Equal([20L, -5, 1], sites.Select(site => site.Malloc!.Size.Change.Value));
        Assert.Equal([2L, -1, 1], sites.Select(site => site.Malloc!.CountChange));
        Assert.Empty(NmtDiff.Of(Report(1), after).Sites);
    }

    /// <summary>The JVM's own diff of the same program, read as one, against ours of its two halves.</summary>
    [Theory]
    [InlineData("8")]
    [InlineData("11")]
    [InlineData("17")]
    [InlineData("21")]
    [InlineData("25")]
    public void A_JVMs_own_diff_is_what_ours_of_its_two_sides_is(string jdk)
    {
        NmtReport theirs = NmtText.Parse(SavedAnswers.Read(jdk, "nmt-summary-diff"), "f").Value;
        NmtReport before = theirs with { Categories = [.. theirs.Categories.Select(Before)] };

        NmtReport ours = NmtDiff.Of(before with { Scale = new Bytes(1) }, theirs with { Scale = new Bytes(1) });

        Assert.Contains(theirs.Categories, row => row.Committed.Change.Value != 0);
        Assert.Equal(Figures(theirs), Figures(ours));
    }

    static IEnumerable<(string, NmtAmount, NmtAmount, NmtAmount?, long?)> Figures(NmtReport diff) => diff.Categories
        .OrderBy(row => row.Tag, StringComparer.Ordinal)
        .Select(row => (row.Tag, row.Reserved, row.Committed, row.Malloc?.Size, row.Malloc?.CountChange));

    static NmtCategory Before(NmtCategory row) => row with
    {
        Reserved = Before(row.Reserved),
        Committed = Before(row.Committed),
        Malloc = row.Malloc is { } malloc
            ? malloc with { Size = Before(malloc.Size), Count = malloc.Count - malloc.CountChange, CountChange = 0 } : null,
    };

    static NmtAmount Before(NmtAmount amount) => new(amount.Size - amount.Change);

    static NmtAmount Rounded(NmtAmount amount) => new(new Bytes((amount.Size.Value + 512) / 1024 * 1024));

    internal static NmtReport Report(long scale, params NmtCategory[] tags) => new(NmtKind.Summary, new Bytes(scale))
    {
        Categories = tags,
        Reserved = new(new Bytes(tags.Sum(tag => tag.Reserved.Size.Value))),
        Committed = new(new Bytes(tags.Sum(tag => tag.Committed.Size.Value))),
    };

    internal static NmtCategory Tag(string name, long reserved, long committed, long? blocks = null) =>
        new(name, new(new Bytes(reserved)), new(new Bytes(committed)))
        {
            Malloc = blocks is { } count ? new(new NmtAmount(new Bytes(committed)), count) : null,
            Mmap = blocks is null ? new(new(new Bytes(reserved)), new(new Bytes(committed))) : null,
        };

    static NmtReport Random(Random random, long scale) => Report(scale,
        [.. Names.Where(_ => random.Next(4) > 0)
            .Select(name => Tag(name, random.Next(100_000), random.Next(100_000), random.Next(2) == 0 ? random.Next(9) : null))]);
}
