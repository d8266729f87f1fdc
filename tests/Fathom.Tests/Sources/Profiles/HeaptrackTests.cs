using System.Text;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;
using Fathom.Sources.Profiles;
using Fathom.Sources.Profiles.Heaptrack;

namespace Fathom.Tests.Sources.Profiles;

/// <summary>A recording of Targets/leaky.cpp (tests/leaks.sh), beside what heaptrack_print says of it.</summary>
public sealed class HeaptrackTests
{
    const string Data = "leaks/heaptrack.leaky.4242";

    /// <summary>Two kinds of blocks, a stack with a function that was inlined.</summary>
    const string Small = """
        v 10400 3
        X ./shop --password=x
        I 1000 5e298f
        s 8 /opt/lib
        s 5 outer
        s 5 inner
        s 9 /src/a.cc
        i 7f01 1 3 4 a 2 4 14
        t 1 0
        i 7f02 1
        t 2 1
        a 10 1
        a 20 2
        + 0
        + 1
        - 1
        + 1
        c 5
        R 3cd
        """;

    [Theory]
    [InlineData("leaked", "inuse_space")]
    [InlineData("allocations", "alloc_objects")]
    [InlineData("temporary", "temporary_objects")]
    [InlineData("peak", "peak_space")]
    public void Totals_are_those_of_heaptrack_print(string cost, string column)
    {
        AllocationProfile profile = SavedProfiles.Profile(Data);
        AllocationProfile said = SavedProfiles.Profile($"leaks/heaptrack.{cost}.collapsed");

        Assert.Empty(profile.Unread);
        Assert.Equal("heaptrack data", profile.Kind);
        // Known leaks of system's libraries are left out there: that of libstdc++ was given back here.
        Assert.Equal(Totals(said)[0], Totals(profile)[IndexOf(profile, column)]);
        foreach (string function in (string[])["forget", "chain", "rise", "keep_middle", "keep", "churn"])
            Assert.Equal(CumulativeOf(said, function, 0), CumulativeOf(profile, function, IndexOf(profile, column)));
    }

    /// <summary>Sizes are rounded there to 10 bytes below a kilobyte's hundredth, and sums are those that it says itself.</summary>
    [Theory]
    [InlineData("heaptrack_print.txt")]
    [InlineData("heaptrack_print-few.txt")]
    public void The_printed_text_comes_to_the_sums_at_its_end(string file)
    {
        Parsed<AllocationProfile> parsed = SavedProfiles.Of(SavedProfiles.Read("leaks/" + file));

        Assert.Equal(["alloc_objects", "peak_space", "temporary_objects", "inuse_space"], parsed.Value.Columns.Select(column => column.Name));
        Assert.Equal([60.0, 682_940, 32, 33_240], Totals(parsed.Value));
        Assert.Equal(file.Contains("few", StringComparison.Ordinal), parsed.Gaps.Any(gap => gap.Id == Gaps.ProfileNotListed.Id));
    }

    [Fact]
    public void Printed_stacks_are_those_of_the_data()
    {
        AllocationProfile text = SavedProfiles.Profile("leaks/heaptrack_print.txt"), data = SavedProfiles.Profile(Data);

        foreach (string function in (string[])["forget", "chain", "keep_middle", "keep"])
            Assert.Equal(CumulativeOf(data, function, IndexOf(data, "inuse_space")), CumulativeOf(text, function, 3));
        Assert.Equal(12, CumulativeOf(text, "rise", 0));
        Assert.Contains("orders::rise(int, unsigned long) leaky.cpp:54",
            SavedProfiles.Rows(SavedProfiles.Report(new ProfileQuestion { Grain = ProfileGrain.Line, Column = "alloc_objects" }, text)).Keys);
    }

    /// <summary>Nothing was printed of leaks: their sum is known, and the peak is what can be shown.</summary>
    [Fact]
    public void Of_a_text_without_leaks_the_peak_is_shown()
    {
        ProfileReport report = SavedProfiles.Report(new ProfileQuestion(), SavedProfiles.Profile("leaks/heaptrack_print-few.txt"));

        Assert.Equal("peak_space", report.Column!.Name);
        Assert.Equal(10_240, SavedProfiles.Rows(report)["(not listed)"].Flat);
    }

    [Fact]
    public void The_peak_is_what_each_stack_had_at_the_highest_total()
    {
        AllocationProfile profile = SavedProfiles.Of(Form3("+ 0\n+ 1\n+ 1\n- 0\n- 1\n+ 0\n- 0\nc 5\n"));

        // 16 + 32 + 32 at the height; one of 32 is left.
        Assert.Equal([1.0, 32, 4, 96, 80, 1], Totals(profile));
        Assert.Equal([0L, 0, 2, 32, 16, 1], profile.Samples.Of(0).ToArray());
        Assert.Equal([1L, 32, 2, 64, 64, 0], profile.Samples.Of(1).ToArray());
    }

    [Fact]
    public void Inlined_functions_stand_on_those_they_were_inlined_into()
    {
        AllocationProfile profile = SavedProfiles.Of(Small);
        ProfileReport report = SavedProfiles.Report(new ProfileQuestion { Grain = ProfileGrain.Line }, profile);

        Assert.Equal(["0x7f02 in lib", "inner a.cc:10", "outer a.cc:20"], SavedProfiles.Rows(report).Keys.Order(StringComparer.Ordinal));
        Assert.Equal((16L, 48L), SavedProfiles.Rows(report)["inner a.cc:10"]);
        Assert.Equal((0L, 48L), SavedProfiles.Rows(report)["outer a.cc:20"]);
    }

    [Fact]
    public void Older_forms_have_texts_to_the_end_of_the_line()
    {
        AllocationProfile profile = SavedProfiles.Of("v 10300 2\ns main loop\ni 10 0 1 0 0\nt 1 0\na 40 1\n+ 0\nc 1\n");

        Assert.Equal((64L, 64L), SavedProfiles.Rows(SavedProfiles.Report(new ProfileQuestion(), profile))["main loop"]);
    }

    [Theory]
    [InlineData("v 10000\ns a\n+ 40 1 7f00\nc 1\n", "profile-form")]
    [InlineData("v 20000 4\nc 1\n", "profile-form")]
    [InlineData("v 10400 3\nx /opt/shop\nm 1 2\nc 1\n", "profile-raw")]
    [InlineData("v 10400 3\nA\nc 1\n", "profile-attached")]
    [InlineData("v 10400 3\n", "profile-damaged")]
    public void What_cannot_be_told_is_said(string text, string gap) =>
        Assert.Contains(SavedProfiles.Of(Encoding.UTF8.GetBytes(text)).Gaps, each => each.Id == gap);

    [Fact]
    public void Zstd_is_named_with_the_way_out()
    {
        Gap? gap = ProfileFiles.Read(new MemoryStream([0x28, 0xB5, 0x2F, 0xFD, 4, 0]), "heaptrack.shop.1.zst").Gap;

        Assert.Equal(Gaps.ProfilePacked.Id, gap?.Id);
    }

    /// <summary>Of a sum near the end of 64 bits, of blocks that were never allocated, and of numbers that name nothing.</summary>
    [Theory]
    [InlineData("a ffffffffffffffff 1")]
    [InlineData("a 1000000000001 1")]
    [InlineData("- 0")]
    [InlineData("+ 7")]
    [InlineData("t 9 0")]
    [InlineData("s 99 short")]
    public void Lines_that_cannot_be_are_told(string line) =>
        Assert.Equal(line, Assert.Single(SavedProfiles.Of(Form3(line + "\nc 5\n")).Unread).Text);

    [Fact]
    public void Damaged_data_does_no_harm()
    {
        Fuzz.Everywhere(Small, bytes => Reported(HeaptrackData.Read(new MemoryStream(bytes), "f")));
        Fuzz.Everywhere(SavedProfiles.Read(Data), bytes => Reported(HeaptrackData.Read(new MemoryStream(bytes), "f")), 300);
    }

    [Fact]
    public void Damaged_prints_do_no_harm() =>
        Fuzz.Everywhere(SavedProfiles.Read("leaks/heaptrack_print-few.txt"), bytes => Reported(HeaptrackText.Read(new MemoryStream(bytes), "f")), 1000);

    static void Reported(Parsed<AllocationProfile> parsed) => SavedProfiles.Report(new ProfileQuestion(), parsed.Value);

    static string Form3(string events) => "v 10400 3\ns 1 f\ns 1 g\ni 10 0 1 0 0\ni 20 0 2 0 0\nt 1 0\nt 2 0\na 10 1\na 20 2\n" + events;

    static double[] Totals(AllocationProfile profile) =>
        [.. Enumerable.Range(0, profile.Columns.Count).Select(column => ProfileValues.Of(profile, profile.Samples, column).Total)];

    static int IndexOf(AllocationProfile profile, string column) => profile.Columns.Select(each => each.Name).ToList().IndexOf(column);

    static long CumulativeOf(AllocationProfile profile, string function, int column)
    {
        ProfileReport report = SavedProfiles.Report(new ProfileQuestion { Column = profile.Columns[column].Name }, profile);
        return SavedProfiles.Rows(report).Where(row => row.Key.StartsWith("orders::" + function + "(", StringComparison.Ordinal)).Sum(row => row.Value.Cumulative);
    }
}
