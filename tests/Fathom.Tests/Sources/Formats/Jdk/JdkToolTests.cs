using System.Globalization;
using System.Text;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.HotSpot;
using Fathom.Sources.Formats.Jdk;

namespace Fathom.Tests.Sources.Formats.Jdk;

public sealed class JdkToolTests
{
    public static TheoryData<string> Jstats() => SavedTexts.Cases("jdk", "jstat");

    public static TheoryData<string> Heaps() => SavedTexts.Cases("jdk", "jmap-heap");

    public static TheoryData<string> Histograms() => SavedTexts.Cases("jdk", "jmap-histo");

    public static TheoryData<string> Flags() => SavedTexts.Cases("jdk", "jinfo-flags");

    [Theory]
    [MemberData(nameof(Jstats))]
    public void Every_option_of_every_JDK_is_read_whole(string name)
    {
        Parsed<JstatReport> parsed = JstatText.Parse(SavedTexts.Read(name), name);

        Assert.Empty(parsed.Gaps);
        Assert.Empty(parsed.Value.Unread);
        Assert.Equal(name.Contains("gc-t-", StringComparison.Ordinal) ? 5 : 1, parsed.Value.Samples.Count);
        Assert.Equal(name.Contains("gccause", StringComparison.Ordinal) || name.Contains("compiler", StringComparison.Ordinal),
            parsed.Value.Samples[0].Cause is not null);
        // As its own words, in their order.
        string[] lines = SavedTexts.Text(name).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] words = lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(words.Take(parsed.Value.Samples[0].Values.Count).Select(word => word == "-" ? (double?)null : double.Parse(word, CultureInfo.InvariantCulture)),
            parsed.Value.Samples[0].Values);
    }

    [Fact]
    public void Sizes_are_KB()
    {
        JstatReport report = JstatText.Parse(" OC         OU       MC     MU    YGC     GCT\n10944.0     4580.1   4992.0 4479.6    2    0.005\n"u8, "f").Value;

        Assert.Equal(new Bytes((long)(4479.6 * 1024)), report.Size(report.Samples[0], "MU"));
        Assert.Equal(Bytes.FromKiB(10944), report.Size(report.Samples[0], "OC"));
        Assert.Equal(0.005, report.Value(report.Samples[0], "GCT"));
        Assert.Null(report.Size(report.Samples[0], "PC"));
    }

    [Fact]
    public void A_comma_is_a_point_in_other_countries()
    {
        JstatReport report = JstatText.Parse(" S0C    S1C    S0U    S1U    YGC\n512,0  512,0  464,7   -    2\n"u8, "f").Value;

        Assert.Equal([512, 512, 464.7, null, 2], report.Samples[0].Values);
    }

    [Fact]
    public void A_cut_row_is_a_bad_line_and_the_others_are_kept()
    {
        string text = SavedTexts.Text("jdk/17/jstat-gc-t-G1");
        Parsed<JstatReport> parsed = JstatText.Parse(Encoding.UTF8.GetBytes(text[..^30]), "jstat.txt");

        Assert.Equal(4, parsed.Value.Samples.Count);
        Assert.Equal([Gaps.LineNotUnderstood.Id], parsed.Gaps.Select(gap => gap.Id));
    }

    [Theory]
    [MemberData(nameof(Heaps))]
    public void The_spaces_of_jmap_have_what_is_used_and_what_is_free(string name)
    {
        Parsed<JmapHeap> parsed = JmapHeapText.Parse(SavedTexts.Read(name), name);

        Assert.Empty(parsed.Gaps);
        // JDK 8 says how many strings are interned.
        string[] strings = [.. SavedTexts.Text(name).Split('\n').Where(line => line.EndsWith(" bytes.", StringComparison.Ordinal))];
        Assert.Equal(name.Contains("/8/", StringComparison.Ordinal) ? 1 : 0, strings.Length);
        Assert.Equal(strings, parsed.Value.Unread.Select(line => line.Text));
        Assert.Contains("GC", parsed.Value.Collector, StringComparison.Ordinal);
        Assert.Contains(parsed.Value.Settings, setting => setting.Name == "MaxHeapSize" && setting.Size.Value is 33554432 or 1073741824);
        Assert.Equal(name.Contains("by-hand", StringComparison.Ordinal), parsed.Value.Settings.Any(setting => setting.Name == "MaxMetaspaceSize"));
        JmapSpace eden = Assert.Single(parsed.Value.Spaces, space => space.Name == "Eden Space");
        Assert.Equal(eden.Capacity, eden.Used + eden.Free);
        Assert.Equal(SavedTexts.Text(name).Split('\n').Count(line => line.Contains("capacity =", StringComparison.Ordinal)),
            parsed.Value.Spaces.Count(space => space.Capacity is not null));
    }

    /// <summary>jstat was asked straight after, of an idle JVM; it cuts to tenths of a KiB. CMS' own generation is "concurrent mark-sweep generation".</summary>
    [Theory]
    [InlineData("Serial", "tenured generation")]
    [InlineData("ConcMarkSweep", "concurrent mark-sweep generation")]
    [InlineData("Parallel", "PS Old Generation")]
    public void The_spaces_of_JDK_8_are_those_of_its_jstat(string collector, string old)
    {
        IReadOnlyList<JmapSpace> spaces = JmapHeapText.Parse(SavedTexts.Read("jdk/8/jmap-heap-" + collector), "f").Value.Spaces;
        JstatReport counters = JstatText.Parse(SavedTexts.Read($"jdk/8/jstat-gc-{collector}-beside"), "f").Value;
        foreach ((string space, string column) in (ReadOnlySpan<(string, string)>)[("Eden Space", "E"), ("From Space", "S0"), ("To Space", "S1"), (old, "O")])
        {
            JmapSpace said = spaces.Single(each => each.Name == space);
            Assert.Equal(counters.Size(counters.Samples[^1], column + "C"), said.Capacity);
        }
        Assert.InRange(spaces.Single(each => each.Name == old).Used!.Value.Value - counters.Size(counters.Samples[^1], "OU")!.Value.Value, -52, 103);
    }

    [Fact]
    public void A_figure_that_was_changed_contradicts_the_others()
    {
        string text = SavedTexts.Text("jdk/17/jmap-heap-Serial").Replace("used     = ", "used     = 1", StringComparison.Ordinal);

        Assert.Contains(JmapHeapText.Parse(Encoding.UTF8.GetBytes(text), "f").Gaps, gap => gap.Id == Gaps.ToolTotalDiffers.Id);
    }

    [Theory]
    [MemberData(nameof(Histograms))]
    public void A_histogram_of_jmap_is_the_one_of_jcmd(string name)
    {
        byte[] text = SavedTexts.Read(name);
        Parsed<ClassHistogram> parsed = ClassHistogramText.Parse(text, name);

        Assert.Equal(HotSpotFormat.ClassHistogram, HotSpotText.Recognise(text));
        Assert.Empty(parsed.Gaps);
        Assert.Equal(parsed.Value.TotalBytes!.Value.Value, parsed.Value.Classes.Sum(row => row.Size.Value));
        Assert.Equal(parsed.Value.TotalInstances, parsed.Value.Classes.Sum(row => row.Instances));
    }

    [Theory]
    [MemberData(nameof(Flags))]
    public void The_flags_of_jinfo_are_those_of_jcmd(string name)
    {
        byte[] text = SavedTexts.Read(name);
        Parsed<VmFlags> parsed = VmFlagsText.Parse(text, name);

        Assert.Equal(HotSpotFormat.Flags, HotSpotText.Recognise(text));
        Assert.Empty(parsed.Gaps);
        Assert.Contains(parsed.Value.Flags, flag => flag is { Name: "MaxHeapSize", Value: "33554432" });
        Assert.Contains(parsed.Value.Flags, flag => flag is { Name: "UseSerialGC", Value: "true" });
    }
}
