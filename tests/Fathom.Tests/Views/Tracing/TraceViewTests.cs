using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.Tracing;
using Fathom.Tests.Accounting.Profiles;
using Fathom.Views.Profiles;
using Fathom.Views.Tracing;

namespace Fathom.Tests.Views.Tracing;

public class TraceViewTests
{
    static readonly TraceSummary Row = new("inflate of libz.so", "shop.Orders.copy (Orders.java:41)", "import-3", 90 << 20, 0.9);

    [Fact]
    public void The_answer_stands_first_in_words() =>
        Assert.Equal("Most      inflate of libz.so holds 90 MiB (9 MiB/s net, 90.0 %), from shop.Orders.copy (Orders.java:41), thread import-3", Text([Row]).Split('\n')[1]);

    [Theory]
    [InlineData(false, 0, "nothing lives of what was made since")]
    [InlineData(false, 5, "nothing lives that is older than 5 s")]
    [InlineData(true, 0, "nothing that fits --only lives of what was made since")]
    [InlineData(true, 5, "nothing that fits --only lives that is older than 5 s")]
    public void Where_nothing_is_left_it_says_of_what(bool isPart, int older, string said) =>
        Assert.Contains("Most      " + said + "\n", Text([], isPart, older), StringComparison.Ordinal);

    [Fact]
    public void Growth_and_what_is_made_stand_beside_what_lives()
    {
        string[] lines = Text([Row with { Grew = 3 << 20, Made = 200 << 20, MadeOfLate = 50 << 20 }], window: 5).Split('\n');

        Assert.Equal("      Lives      per s        Grew     Made/s        %  Who called malloc, and for whom", lines[2]);
        Assert.Equal("     90 MiB      9 MiB      +3 MiB     10 MiB   90.0 %  inflate of libz.so", lines[3]);
        Assert.Equal("             <- shop.Orders.copy (Orders.java:41)", lines[4]);
        Assert.Contains("of the last 5 s", lines[5], StringComparison.Ordinal);
    }

    [Fact]
    public void On_a_narrow_terminal_names_have_the_place_of_shares() =>
        Assert.All(Text([Row with { Native = new string('n', 200) }], columns: 80).Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal)), line => Assert.InRange(line.Length, 0, 80));

    [Theory]
    [InlineData(100, 40, null, "Coverage  40.0 %: the probe saw 40 MiB ±1 MiB where malloc's heaps grew by 100 MiB ±1 MiB")]
    [InlineData(100, 99, null, "Coverage  the probe saw 99 MiB ±1 MiB where malloc's heaps grew by 100 MiB ±1 MiB: nothing need be missing")]
    [InlineData(100, 130, null, "Coverage  the probe saw 130 MiB ±1 MiB where malloc's heaps grew by 100 MiB ±1 MiB: nothing need be missing; at least 28 MiB more was freed unseen")]
    [InlineData(0, 0, "malloc's heaps were not found", "Coverage  cannot tell: malloc's heaps were not found")]
    [InlineData(1, 2, "too little", "Coverage  cannot tell: too little (+1 MiB ±1 MiB, and the probe saw +2 MiB ±1 MiB)")]
    public void What_the_probe_saw_is_held_against_the_heaps(int grown, int seen, string? why, string said) =>
        Assert.Contains(said + "\n", Text([Row], coverage: new TraceCoverage(Bytes.FromMiB(seen), Bytes.FromMiB(1), Bytes.FromMiB(grown), Bytes.FromMiB(1), why)), StringComparison.Ordinal);

    [Theory]
    [InlineData(false, false, 0, "each block of 4,104, 5,000 to 6,000 bytes was noted (1,009 of them): their figures have no error")]
    [InlineData(true, false, 0, "(1,009 of them), as far as that went")]
    [InlineData(false, true, 0, "(1,009 of them), as far as that went")]
    [InlineData(false, false, 3, "(1,009 of them), as far as that went")]
    public void A_count_is_called_exact_only_where_it_is(bool tooDear, bool tooMany, int lost, string said)
    {
        SizeRange[] ranges = [new(new Bytes(4104), new Bytes(4104)), new(new Bytes(5000), new Bytes(6000))];

        Assert.Contains(said + "\n", Text([Row], sizes: new TraceSizes(ranges, 1009, lost, tooDear, tooMany)), StringComparison.Ordinal);
    }

    [Fact]
    public void Beside_an_earlier_trace_only_what_is_sure_is_shown()
    {
        EarlierTrace earlier = new("before.json", "stack", TimeSpan.FromSeconds(30), TimeSpan.Zero);
        string text = Text([Row], difference: new TraceDifference(earlier, [new TraceChange("inflate of libz.so", null, 1 << 20, 4 << 20, 1 << 19), new TraceChange("put", null, 2048, 1024, 9999)]));

        Assert.Contains("beside before.json: 4.0 MiB/s stay, where it was 1.0 MiB/s\n", text, StringComparison.Ordinal);
        Assert.Contains("      1 MiB      4 MiB      +3 MiB    512 KiB  inflate of libz.so\n", text, StringComparison.Ordinal);
        Assert.Contains("  1 did not change by more than the error of their samples.\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("put", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(80, 24)]
    [InlineData(160, 50)]
    [InlineData(80, 10)]
    [InlineData(40, 10)]
    public void A_page_fits_its_terminal(int columns, int lines)
    {
        TraceSummary[] rows = [.. Enumerable.Range(0, 100).Select(i => Row with { Native = new string('n', i * 3), Bytes = 1000 - i })];
        TraceAnswer answer = Answer(rows, window: 3);
        string page = TraceScreen.Page(answer with { Profile = answer.Profile with { Shown = answer.Profile.Shown with { Top = 1000 } } }, columns, lines, marked: false);

        string[] shown = page.TrimEnd('\n').Split('\n');
        Assert.InRange(shown.Length, lines - 5, lines - 1);
        Assert.All(shown, line => Assert.InRange(line.Length, 0, Math.Max(columns, 80)));
        Assert.StartsWith("s sort by live  g stack  m mark  q end", shown[^1], StringComparison.Ordinal);
    }

    static string Text(TraceSummary[] rows, bool isPart = false, int older = 0, int columns = 160, int? window = null, TraceCoverage? coverage = null, TraceDifference? difference = null, TraceSizes? sizes = null)
    {
        using StringWriter to = new() { NewLine = "\n" };
        TraceView.Write(Answer(rows, isPart, older, window) with { Coverage = coverage, Difference = difference, Sizes = sizes }, columns, to);
        return to.ToString();
    }

    static TraceAnswer Answer(TraceSummary[] rows, bool isPart = false, int older = 0, int? window = null)
    {
        ProfileReport report = new(new ProfileQuestion());
        Assert.Null(report.Add(MadeProfile.Of(("main", 1, 1))));
        TraceFigures figures = new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(older), new Bytes(512 * 1024)) { TargetLives = true };
        return new TraceAnswer(new Target { Pid = 4242 }, new ProfileAnswer(report, new ProfileShown(15, false, true, false, null), [], Cost.None), figures, rows, isPart, ByStack: true)
        {
            Window = window is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
    }
}
