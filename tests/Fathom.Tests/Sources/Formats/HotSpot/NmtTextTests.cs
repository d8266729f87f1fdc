using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Tests.Sources.Formats.HotSpot;

public sealed class NmtTextTests
{
    public static TheoryData<string, string> Reports() =>
        SavedAnswers.Named("nmt-summary", "nmt-detail-z", "nmt-level-summary");

    public static TheoryData<string> Jdks() => [.. SavedAnswers.Jdks];

    public static TheoryData<string> JdksWithExactScale() => [.. SavedAnswers.Jdks.Skip(1)];

    static NmtReport Read(string jdk, string command) => NmtText.Parse(SavedAnswers.Read(jdk, command), command).Value;

    [Theory]
    [MemberData(nameof(Reports))]
    public void The_categories_of_a_report_sum_up_to_its_totals(string jdk, string command)
    {
        NmtReport report = Read(jdk, command);

        Assert.True(report.Checks.Count >= 2);
        Assert.All(report.Checks, check => Assert.True(check.Balances, check.ToString()));
    }

    [Theory]
    [MemberData(nameof(JdksWithExactScale))]
    public void In_bytes_the_sums_are_exact(string jdk)
    {
        NmtReport report = Read(jdk, "nmt-summary-bytes");

        Assert.Equal(1, report.Scale.Value);
        Assert.All(report.Checks, check => Assert.Equal(check.Total, check.Parts));
        Assert.Equal(jdk == "11" ? 2 : 5, report.Checks.Count);
    }

    [Theory]
    [MemberData(nameof(JdksWithExactScale))]
    public void Two_scales_of_one_JVM_tell_the_same(string jdk)
    {
        NmtReport exact = Read(jdk, "nmt-summary-bytes");
        NmtReport rounded = Read(jdk, "nmt-summary");

        Assert.Equal(1024, rounded.Scale.Value);
        // What a category holds may move by a little between two commands, mostly by the commands themselves.
        foreach (NmtCategory category in rounded.Categories)
        {
            Bytes same = exact.Category(category.Key)!.Reserved.Size;
            Assert.InRange(category.Reserved.Size.Value, (same.Value * 0.9) - 300_000, (same.Value * 1.1) + 300_000);
        }
        Assert.Equal(exact.Category("java-heap")!.Committed, rounded.Category("java-heap")!.Committed);
    }

    [Theory]
    [MemberData(nameof(Jdks))]
    public void The_heap_and_the_direct_buffers_are_what_the_program_asked_for(string jdk)
    {
        NmtReport report = Read(jdk, "nmt-summary");

        Assert.Equal(Bytes.FromMiB(32), report.Category("java-heap")!.Reserved.Size);
        // Direct buffers are "Internal" in 8 and "Other" from 11 on (prims/unsafe.cpp).
        Bytes direct = report.Category(jdk == "8" ? "internal" : "other")!.Malloc!.Size.Size;
        Assert.InRange(direct.Value, Bytes.FromMiB(8).Value, Bytes.FromMiB(9).Value);
    }

    [Theory]
    [MemberData(nameof(Jdks))]
    public void Threads_are_counted_as_Thread_print_lists_them(string jdk)
    {
        long counted = Read(jdk, "nmt-summary").Category("thread")!.Threads!.Value;
        int listed = ThreadDumpText.Parse(SavedAnswers.Read(jdk, "threads"), "threads").Value.Threads.Count;

        // The first commands of a JVM bring threads of their own (listener, GC workers) between the two.
        Assert.InRange(listed, counted - 3, counted + 3);
    }

    [Theory]
    [MemberData(nameof(Jdks))]
    public void A_diff_tells_the_three_megabytes_that_came_in_between(string jdk)
    {
        NmtReport report = Read(jdk, "nmt-summary-diff");

        Assert.Equal(NmtKind.SummaryDiff, report.Kind);
        NmtCategory other = report.Category(jdk == "8" ? "internal" : "other")!;
        Assert.InRange(other.Malloc!.Size.Change.Value, Bytes.FromMiB(3).Value - 2048, Bytes.FromMiB(3).Value + 16384);
        Assert.Equal(1, Math.Sign(other.Malloc.CountChange));
        Assert.True(report.Reserved.Change.Value >= Bytes.FromMiB(3).Value);
    }

    [Theory]
    [MemberData(nameof(Jdks))]
    public void A_detail_diff_has_the_sites_that_changed(string jdk)
    {
        NmtReport report = Read(jdk, "nmt-detail-diff");

        Assert.Equal(NmtKind.DetailDiff, report.Kind);
        Assert.NotEmpty(report.Sites);
        Assert.All(report.Sites, site => Assert.NotEmpty(site.Stack));
        Assert.Contains(report.Sites, site => site.Tag == "Native Memory Tracking" && site.Malloc!.Size.Change.Value > 0);
    }

    [Theory]
    [MemberData(nameof(Jdks))]
    public void The_map_of_a_detail_report_sums_up_to_the_mapped_categories(string jdk)
    {
        NmtReport report = Read(jdk, "nmt-detail");

        Assert.Equal(NmtKind.Detail, report.Kind);
        Bytes heap = Sum(report.Regions.Where(region => region.Key == "java-heap").Select(region => region.Range.Length));
        Assert.Equal(report.Category("java-heap")!.Reserved.Size, heap);
        Bytes mapped = Sum(report.Regions.Select(region => region.Range.Length));
        Bytes rows = Sum(report.Categories.Select(c =>
            new Bytes((c.Mmap?.Reserved.Size.Value ?? 0) + (c.Stacks?.Reserved.Size.Value ?? 0))));
        Assert.InRange(mapped.Value - rows.Value, -64 * 1024, 64 * 1024);
        Assert.All(report.Regions, region => Assert.All(region.Parts, part => Assert.True(region.Range.Contains(part.Range))));
        Assert.Contains(report.Regions, region => region.Tag == "Thread Stack" && region.Stack.Count > 0);
    }

    [Theory]
    [MemberData(nameof(Jdks))]
    public void The_sites_of_a_detail_report_know_their_blocks(string jdk)
    {
        NmtReport report = Read(jdk, "nmt-detail");

        NmtSite direct = report.Sites.Where(site => site.Malloc is not null).MaxBy(site => site.Malloc!.Size.Size)!;
        Assert.InRange(direct.Malloc!.Size.Size.Value, Bytes.FromMiB(11).Value, Bytes.FromMiB(12).Value);
        Assert.Equal(jdk == "8" ? "Internal" : "Other", direct.Tag);
        Assert.Contains(report.Sites, site => site.Virtual is { Committed.Size.Value: > 0 } && site.Tag is not null);
        Assert.Equal(int.Parse(jdk) >= 17, report.OmittedSites > 1000);
    }

    [Fact]
    public void Frames_name_their_symbol_and_their_library()
    {
        NmtReport report = Read("25", "nmt-detail");

        NmtFrame[] frames = [.. report.Regions.SelectMany(region => region.Stack)];
        Assert.Contains(frames, frame => frame is { Symbol: { } symbol, Library: "libjli.so" }
            && symbol.StartsWith("JavaMain+0x", StringComparison.Ordinal));
        Assert.Contains(report.Sites.SelectMany(site => site.Stack), frame => frame.Symbol is null);
    }

    [Fact]
    public void Peaks_are_read_in_all_their_forms()
    {
        NmtReport report = NmtText.Parse("""
            Total: reserved=26000KB, committed=2700KB
                   malloc: 23341KB #14281, peak=23090KB #14282
            -                    Thread (reserved=24657KB, committed=1505KB)
                                        (threads #24)
                                        (stack: reserved=24576KB, committed=1424KB, peak=1425KB)
                                        (malloc=55KB tag=Thread #146) (peak=63KB #150)
                                        (arena=0KB #0) (peak=152KB #42)
            -                  Internal (reserved=1251KB, committed=1251KB)
                                        (malloc=1215KB #1289) (at peak)
                                        (mmap: reserved=36KB, committed=36KB, at peak)
            """u8, "f").Value;

        NmtCategory threads = report.Category("thread")!;
        Assert.Equal((Bytes.FromKiB(63), 150), (threads.Malloc!.Peak!.Value, threads.Malloc.PeakCount!.Value));
        Assert.Equal((Bytes.Zero, Bytes.FromKiB(152)), (threads.Arena!.Size.Size, threads.Arena.Peak!.Value));
        Assert.Equal(Bytes.FromKiB(1425), threads.Stacks!.Peak);
        NmtCategory internals = report.Category("internal")!;
        Assert.Equal((Bytes.FromKiB(1215), 1289), (internals.Malloc!.Peak!.Value, internals.Malloc.PeakCount!.Value));
        Assert.Equal(Bytes.FromKiB(36), internals.Mmap!.Peak);
        Assert.Equal(Bytes.FromKiB(23090), report.Malloc!.Peak);
        Assert.Null(Read("11", "nmt-summary").Category("thread")!.Malloc!.Peak);
    }

    [Fact]
    public void Metadata_stands_beside_the_category_not_in_it()
    {
        NmtCategory classes = Read("17", "nmt-summary").Category("class")!;

        Assert.Equal(Bytes.FromKiB(65536), classes.Metadata!.Reserved.Size);
        Assert.Equal(Bytes.FromKiB(1048576), classes.ClassSpace!.Reserved.Size);
        Assert.NotNull(classes.Metadata.Used);
        Assert.Null(classes.Metadata.Free);
        Assert.NotNull(Read("11", "nmt-summary").Category("class")!.Metadata!.Free);
        Assert.NotNull(classes.InstanceClasses);
        Assert.NotNull(classes.ArrayClasses);
    }

    [Fact]
    public void The_file_of_ZGC_has_blocks_by_offset()
    {
        NmtReport report = Read("25", "nmt-detail-z");

        Assert.Equal(0, report.FileBlocks[0].Offset);
        Assert.All(report.FileBlocks, block => Assert.Equal(("ZGC heap backing file", "Java Heap"), (block.File, block.Tag)));
    }

    [Theory]
    [MemberData(nameof(Jdks))]
    public void Statistics_are_kept_as_they_are(string jdk)
    {
        NmtReport report = Read(jdk, "nmt-statistics");

        Assert.Equal(NmtKind.Statistics, report.Kind);
        Assert.Contains(report.Statistics, line => line.StartsWith("Malloc allocation site table size: ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_tag_that_nobody_knows_is_a_category_like_any_other()
    {
        NmtReport report = NmtText.Parse("""
            Total: reserved=2KB, committed=1KB
            -  Frobnication Pool (reserved=2KB, committed=1KB)
            """u8, "f").Value;

        Assert.Equal("Frobnication Pool", report.Categories[0].Tag);
        Assert.Equal("frobnication-pool", report.Categories[0].Key);
    }

    [Fact]
    public void One_meaning_has_one_key_though_its_name_changed()
    {
        Assert.Equal(Read("17", "nmt-summary").Category("synchronization")!.Key, NmtTag.KeyOf("Synchronizer"));
        Assert.NotNull(Read("11", "nmt-summary").Category("synchronization"));
    }

    [Fact]
    public void A_report_whose_rows_are_too_few_does_not_balance()
    {
        string text = SavedAnswers.Text("17", "nmt-summary-bytes");
        int at = text.IndexOf("-                        GC (", StringComparison.Ordinal);
        int end = text.IndexOf("\n-  ", at, StringComparison.Ordinal);

        Parsed<NmtReport> parsed = NmtText.Parse(System.Text.Encoding.UTF8.GetBytes(text.Remove(at, end - at + 1)), "f");

        Assert.Empty(parsed.Gaps);
        Assert.All(parsed.Value.Checks, check => Assert.False(check.Balances));
    }

    static Bytes Sum(IEnumerable<Bytes> sizes) => sizes.Aggregate(Bytes.Zero, (sum, size) => sum + size);
}
