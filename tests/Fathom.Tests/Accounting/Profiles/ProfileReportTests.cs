using Fathom.Accounting.Profiles;
using Fathom.Evidence.Profiles;
using Fathom.Tests.Sources.Profiles;

namespace Fathom.Tests.Accounting.Profiles;

public sealed class ProfileReportTests
{
    const string Head = "heap profile: 0: 0 [0: 0] @ heapprofile\n";

    static AllocationProfile Of(params string[] records) => SavedProfiles.Of(Head + string.Join('\n', records.Select(record => record.Replace("@", "[1: 1] @", StringComparison.Ordinal))));

    [Fact]
    public void Each_stack_counts_once_for_a_function_that_calls_itself()
    {
        ProfileReport report = SavedProfiles.Report(new ProfileQuestion(), Of("1: 100 @ 0xa 0xb 0xa 0xb 0xa", "1: 10 @ 0xb 0xa"));

        Assert.Equal((100L, 110L), SavedProfiles.Rows(report)["0xa"]);
        Assert.Equal((10L, 110L), SavedProfiles.Rows(report)["0xb"]);
        CallEdge edge = CallTable.Edges(report.Forest, report.Now, null).Single(each => report.Forest.Labels[each.Caller] == "0xa");
        Assert.Equal(110, edge.Value);
    }

    [Fact]
    public void A_base_is_taken_away_stack_by_stack()
    {
        ProfileReport report = new(new ProfileQuestion());
        Assert.Null(report.AddBase(Of("1: 100 @ 0xa 0xc", "1: 50 @ 0xb 0xc")));
        Assert.Null(report.Add(Of("1: 130 @ 0xa 0xc", "1: 7 @ 0xd 0xc")));

        Dictionary<string, (long, long)> rows = SavedProfiles.Rows(report);
        Assert.Equal([(30L, 30L), (-50L, -50L), (7L, 7L), (0L, -13L)], [rows["0xa"], rows["0xb"], rows["0xd"], rows["0xc"]]);
    }

    [Fact]
    public void Dumps_are_moments_and_are_never_added()
    {
        ProfileReport report = SavedProfiles.Report(new ProfileQuestion(), Of("1: 100 @ 0xa"), Of("1: 500 @ 0xa", "1: 5 @ 0xb"), Of("1: 300 @ 0xa", "1: 9 @ 0xb"));

        Assert.Equal([100.0, 505, 309], report.Moments.Select(moment => moment.Total));
        Assert.Equal(300L, SavedProfiles.Rows(report)["0xa"].Flat);
        StackHistory[] histories = report.Growth.Histories();
        Assert.Equal([(200.0, 500.0, 200.0), (9.0, 9.0, 0.0)], histories.Select(each => (each.Growth, each.Peak, each.Given)));
    }

    [Fact]
    public void Focus_and_ignore_choose_whole_stacks()
    {
        AllocationProfile profile = Of("1: 100 @ 0xa1 0xb1", "1: 10 @ 0xa2 0xb1", "1: 1 @ 0xa2 0xb2");

        Assert.Equal(110, Total(new ProfileQuestion { Focus = FramePattern.Of("0xb1") }));
        Assert.Equal(1, Total(new ProfileQuestion { Ignore = FramePattern.Of("0xb1$") }));
        Assert.Equal(10, Total(new ProfileQuestion { Focus = FramePattern.Of("0xa2"), Ignore = FramePattern.Of("xb2|nothing") }));

        double Total(ProfileQuestion question) => SavedProfiles.Report(question, profile).Moments[0].Total;
    }

    [Theory]
    [InlineData("inflate", "inflateInit2_", true)]
    [InlineData("^flate", "inflate", false)]
    [InlineData("^in*te$", "inflate", true)]
    [InlineData("^in*te$", "inflate_x", false)]
    [InlineData("^inflate$", "inflateinflate", false)]
    [InlineData("a*b*c", "xaxbxcx", true)]
    [InlineData("a*b*c", "xaxcxbx", false)]
    [InlineData("std::*alloc|malloc", "std::allocator<int>", true)]
    public void Patterns_are_parts_of_names(string pattern, string name, bool fits) => Assert.Equal(fits, FramePattern.Of(pattern)!.Fits(name));

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("a|^$")]
    public void What_would_fit_everything_is_no_pattern(string pattern) => Assert.Null(FramePattern.Of(pattern));

    /// <summary>Flat sums are a partition of the whole, and nobody has more through others than the whole.</summary>
    [Fact]
    public void Flat_sums_add_up_to_the_total() => Law.Holds(random =>
    {
        string[] records = [.. Enumerable.Range(0, random.Next(1, 40)).Select(_ =>
            $"1: {random.Next(1, 1000)} @ " + string.Join(' ', Enumerable.Range(0, random.Next(1, 12)).Select(_ => $"0x{random.Next(1, 9)}0")))];
        ProfileReport report = SavedProfiles.Report(new ProfileQuestion(), Of(records));
        CallRow[] rows = CallTable.Rows(report.Forest, report.Now, null);

        Assert.Equal(report.Moments[0].Total, rows.Sum(row => row.Flat));
        Assert.All(rows, row => Assert.InRange(row.Cumulative, row.Flat, report.Moments[0].Total));
        DrawnTree tree = DrawnTree.Of(report.Forest, report.Now, null, 0.1);
        Assert.Equal(report.Moments[0].Total, tree.Nodes.Where(node => node.Depth == 1).Sum(node => node.Total), 0.001);
    });

    /// <summary>Many profiles of one truth: how often it lies within the error is how often it should.</summary>
    [Theory]
    [InlineData(100, 20_000)]
    [InlineData(5_000, 3_000)]
    [InlineData(40_000, 300)]
    public void The_truth_lies_within_the_error_of_a_sampled_total(int size, int blocks)
    {
        const int Times = 400, Interval = 16_384;
        Random random = new(7);
        double probability = 1 - Math.Exp(-(double)size / Interval);
        int within = 0;
        for (int i = 0; i < Times; i++)
        {
            int seen = Enumerable.Range(0, blocks).Count(_ => random.NextDouble() < probability);
            AllocationProfile profile = SavedProfiles.Of($"heap_v2/{Interval}\n@ 0x10\n  t*: {seen}: {(long)seen * size} [0: 0]\n");
            ProfileMoment moment = SavedProfiles.Report(new ProfileQuestion(), profile).Moments[0];
            within += Math.Abs(moment.Total - ((double)size * blocks)) <= moment.Error ? 1 : 0;
        }
        Assert.InRange(within, Times * 0.90, Times);
    }

    /// <summary>What rustc 1.95 calls its shim to the allocator.</summary>
    [Fact]
    public void Rusts_way_to_the_allocator_is_left_away()
    {
        AllocationProfile profile = SavedProfiles.Of("main;_RNvCs1_4shop4keep;_RNvCs2_7___rustc12___rust_alloc;_RNvCs2_7___rustc11___rdl_alloc 64\n");

        Assert.Equal((64L, 64L), SavedProfiles.Rows(SavedProfiles.Report(new ProfileQuestion(), profile))["shop::keep"]);
    }

    [Fact]
    public void Frames_of_the_allocator_are_nobodys_fault()
    {
        AllocationProfile profile = Named(["main", "orders::put", "operator new", "malloc", "prof_backtrace"], ["je_malloc", "prof_backtrace"]);
        Dictionary<string, (long, long)> rows = SavedProfiles.Rows(SavedProfiles.Report(new ProfileQuestion(), profile));

        Assert.Equal(["(no stack recorded)", "main", "orders::put"], rows.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(2, SavedProfiles.Rows(SavedProfiles.Report(new ProfileQuestion { KeepsAllocator = true }, profile))["prof_backtrace"].Flat);
    }

    /// <summary>Stacks of names, outermost first, of one byte each.</summary>
    static AllocationProfile Named(params string[][] stacks)
    {
        List<string> texts = [""];
        List<ProfileFrame> frames = [];
        List<int> parents = [-1], stackFrames = [-1], ends = [];
        foreach (string[] stack in stacks)
        {
            int at = 0;
            foreach (string name in stack)
            {
                texts.Add(name);
                frames.Add(new ProfileFrame(0, texts.Count - 1, 0));
                parents.Add(at);
                stackFrames.Add(frames.Count - 1);
                at = parents.Count - 1;
            }
            ends.Add(at);
        }
        return new AllocationProfile("f", "test")
        {
            Columns = [ProfileColumn.InUseBytes],
            Sampling = ProfileSampling.All,
            Frames = new ProfileFrames([.. frames], texts),
            Stacks = new ProfileStacks([.. parents], [.. stackFrames]),
            Samples = new ProfileSamples(1, [.. ends], [.. ends.Select(_ => 1L)]),
        };
    }
}
