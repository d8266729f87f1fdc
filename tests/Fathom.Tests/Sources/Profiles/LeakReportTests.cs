using System.Text;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Files;
using Fathom.Sources.Formats;
using Fathom.Sources.Profiles;
using Fathom.Sources.Profiles.Leaks;

namespace Fathom.Tests.Sources.Profiles;

/// <summary>
/// Reports of leak checkers on Targets/leaky.cpp (tests/leaks.sh), beside the sums that they say themselves. Those of memleak and of
/// macOS were written by hand, after the documented forms.
/// </summary>
public sealed class LeakReportTests
{
    static readonly string[] Kinds = ["definitely_lost", "indirectly_lost", "possibly_lost", "still_reachable", "suppressed"];

    /// <summary>As LEAK SUMMARY says it, whatever of it is listed.</summary>
    [Theory]
    [InlineData("memcheck.txt")]
    [InlineData("memcheck-definite.txt")]
    [InlineData("memcheck-summary.txt")]
    [InlineData("memcheck.xml")]
    public void Kinds_of_memcheck_are_kept_apart_and_come_to_its_sums(string file)
    {
        AllocationProfile profile = SavedProfiles.Profile("leaks/" + file);

        Assert.Equal(("valgrind leak check", (17L, 33_240L)), (profile.Kind, Sum(profile, "inuse")));
        Assert.Equal([(11L, 10_048L), (4, 192), (1, 3000), (1, 20_000), (0, 0)], Kinds.Select(kind => Sum(profile, kind)));
        Assert.Empty(profile.Unread);
    }

    [Theory]
    [InlineData("memcheck.txt")]
    [InlineData("memcheck.xml")]
    public void Stacks_of_memcheck_have_lines_and_kinds(string file)
    {
        AllocationProfile profile = SavedProfiles.Profile("leaks/" + file);
        Dictionary<string, (long Flat, long Cumulative)> lines = SavedProfiles.Rows(SavedProfiles.Report(new ProfileQuestion { Grain = ProfileGrain.Line, Column = "definitely_lost_space" }, profile));

        Assert.Equal((10_000L, 10_000L), lines["orders::forget(int, unsigned long) leaky.cpp:20"]);
        Assert.Equal([(48L, 48L), (0, 10_048)], [lines["orders::chain(int) leaky.cpp:29"], lines["main leaky.cpp:83"]]);
        Assert.Equal(20_000, SavedProfiles.Rows(SavedProfiles.Report(new ProfileQuestion { Column = "still_reachable_space" }, profile))["orders::keep(unsigned long)"].Flat);
    }

    [Fact]
    public void What_memcheck_sums_up_and_does_not_list_is_nobodys()
    {
        Parsed<AllocationProfile> parsed = SavedProfiles.Of(SavedProfiles.Read("leaks/memcheck-definite.txt"));
        ProfileReport report = SavedProfiles.Report(new ProfileQuestion(), parsed.Value);

        Assert.Equal(20_192, SavedProfiles.Rows(report)["(not listed)"].Flat);
        Assert.Equal(Gaps.ProfileNotListed.Id, Assert.Single(parsed.Gaps).Id);
        // A check of sums alone has no stacks at all.
        Assert.Equal(33_240, SavedProfiles.Report(new ProfileQuestion(), SavedProfiles.Profile("leaks/memcheck-summary.txt")).Unplaced);
    }

    /// <summary>The total stays the tool's; that its list comes to more is told.</summary>
    [Fact]
    public void A_list_that_comes_to_more_than_its_sum_is_told()
    {
        string check = Encoding.UTF8.GetString(SavedProfiles.Read("leaks/memcheck.txt")).Replace("definitely lost: 10,048 bytes", "definitely lost: 10,000 bytes", StringComparison.Ordinal);
        Parsed<AllocationProfile> parsed = SavedProfiles.Of(Encoding.UTF8.GetBytes(check));

        Assert.Equal(Gaps.ReportContradicts.Id, Assert.Single(parsed.Gaps).Id);
        Assert.Equal((11L, 10_000L), Sum(parsed.Value, "definitely_lost"));
    }

    [Fact]
    public void Several_checks_of_one_process_are_moments_and_other_processes_are_left_out()
    {
        string check = Encoding.UTF8.GetString(SavedProfiles.Read("leaks/memcheck.txt"));
        string later = check.Replace("10,000 bytes in 10 blocks", "12,000 bytes in 12 blocks", StringComparison.Ordinal).Replace("10,048 bytes in 11", "12,048 bytes in 13", StringComparison.Ordinal)
            .Replace("33,240 bytes in 17", "35,240 bytes in 19", StringComparison.Ordinal);
        string other = check.Replace("==4242==", "==77==", StringComparison.Ordinal);
        Parsed<AllocationProfile> parsed = SavedProfiles.Of(Encoding.UTF8.GetBytes(check + other + "printed by the program\n" + later));

        Assert.Equal(Gaps.ProfileOneOfMany.Id, Assert.Single(parsed.Gaps).Id);
        ProfileReport report = SavedProfiles.Report(new ProfileQuestion(), parsed.Value);
        Assert.Equal([33_240.0, 35_240], report.Moments.Select(moment => moment.Total));
        Assert.Equal(2000, report.Growth.Histories()[0].Growth);
    }

    [Theory]
    [InlineData("==1== HEAP SUMMARY:\n==1==     in use at exit: 0 bytes in 0 blocks\n==1== All heap blocks were freed -- no leaks are possible\n", null)]
    [InlineData("==1== Memcheck, a memory error detector\n==1== Invalid read of size 4\n==1==    at 0x10: f (a.c:1)\n", "profile-damaged")]
    [InlineData("==1== HEAP SUMMARY:\n==1==     in use at exit: 5 bytes in 1 blocks\n", "profile-damaged")]
    public void A_check_that_says_nothing_is_told_from_one_that_found_nothing(string text, string? gap)
    {
        Parsed<AllocationProfile> parsed = SavedProfiles.Of(Encoding.UTF8.GetBytes(text));

        Assert.Equal(gap is null ? [] : [gap], parsed.Gaps.Select(each => each.Id).Distinct());
    }

    [Theory]
    [InlineData("lsan.txt")]
    [InlineData("asan.txt")]
    public void Leaks_of_the_sanitizers_come_to_their_summary(string file)
    {
        Parsed<AllocationProfile> parsed = SavedProfiles.Of(SavedProfiles.Read("leaks/" + file));
        ProfileReport lines = SavedProfiles.Report(new ProfileQuestion { Grain = ProfileGrain.Line }, parsed.Value);

        Assert.Empty(parsed.Gaps);
        Assert.Equal([(15L, 10_240L), (11, 10_048), (4, 192)], [Sum(parsed.Value, "inuse"), Sum(parsed.Value, "direct"), Sum(parsed.Value, "indirect")]);
        Assert.Equal([(240L, 240L), (10_000, 10_000)], SavedProfiles.Rows(lines).OrderBy(row => row.Key, StringComparer.Ordinal).Select(row => row.Value));
        Assert.Contains("orders::forget(int, unsigned long) leaky.cpp:20", SavedProfiles.Rows(lines).Keys);
    }

    [Theory]
    [InlineData("    #1 0x5629 in orders::put(int) /opt/a b/leaky.cpp:20:15", "orders::put(int) /opt/a", "", "leaky.cpp", 20)]
    [InlineData("    #1 0x5629 in operator new(unsigned long) /src/new.cpp:7", "operator new(unsigned long)", "", "new.cpp", 7)]
    [InlineData("    #2 0x7f in inflateInit2_ (/lib/libz.so.1+0xa57b9) (BuildId: 12ab)", "inflateInit2_", "libz.so.1", "", 0)]
    [InlineData("    #3 0x7f  (/lib/libz.so.1+0xa57b9)", "", "libz.so.1", "", 0)]
    [InlineData("    #4 0x8d0258154089f7ff  (<unknown module>)", "", "", "", 0)]
    [InlineData("    #5 0x10 in main", "main", "", "", 0)]
    [InlineData("    #6 0x10 in f(int) <null>", "f(int)", "", "", 0)]
    public void Frames_of_the_sanitizers(string line, string name, string library, string file, int number)
    {
        ProfileBuilder builder = new(1);

        Assert.True(SanitizerFrame.TryParse(Encoding.UTF8.GetBytes(line), builder, out ProfileFrame frame));
        string[] texts = builder.Texts.Decoded();
        Assert.Equal((name, library, file, number), (texts[frame.Name], Path.GetFileName(texts[frame.Library]), Path.GetFileName(texts[frame.File]), frame.Line));
        Assert.Equal(library.Length > 0 ? 0xA57B9UL : 0, frame.Offset);
    }

    [Fact]
    public void The_heap_of_AddressSanitizer_comes_to_its_head()
    {
        Parsed<AllocationProfile> parsed = SavedProfiles.Of(SavedProfiles.Read("leaks/asan-heap.txt"));

        Assert.Equal("AddressSanitizer heap", parsed.Value.Kind);
        Assert.Equal((20L, 106_037L), Sum(parsed.Value, "inuse"));
        Assert.Equal((20_000L, 20_000L), SavedProfiles.Rows(SavedProfiles.Report(new ProfileQuestion(), parsed.Value))["orders::keep(unsigned long)"]);
    }

    [Fact]
    public void Each_print_of_memleak_is_a_moment()
    {
        Parsed<AllocationProfile> parsed = SavedProfiles.Of(SavedProfiles.Read("leaks/memleak.txt"), "memleak.txt");
        ProfileReport report = SavedProfiles.Report(new ProfileQuestion(), parsed.Value);

        Assert.Empty(parsed.Gaps);
        Assert.Equal([("memleak.txt, 11:16:33", 4176.0), ("memleak.txt, 11:16:38", 224.0)], report.Moments.Select(moment => (moment.Place, moment.Total)));
        Assert.Equal((160L, 160L), SavedProfiles.Rows(report)["main"]);
        Assert.Equal(64, report.Unplaced);
        Assert.Equal([80.0, 64], report.Growth.Histories().Take(2).Select(stack => stack.Growth));
    }

    [Fact]
    public void Memleak_in_C_writes_other_frames_and_says_only_its_first_few()
    {
        Parsed<AllocationProfile> parsed = SavedProfiles.Of(SavedProfiles.Read("leaks/memleak-c.txt"));
        Dictionary<string, (long Flat, long Cumulative)> rows = SavedProfiles.Rows(SavedProfiles.Report(new ProfileQuestion(), parsed.Value));

        Assert.Equal(["0x7f11d0a001f0", "main", "orders::other(int)", "orders::put(int)"], rows.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(1000, rows["main"].Cumulative);
        Assert.Equal(Gaps.ProfileTopOnly.Id, Assert.Single(parsed.Gaps).Id);
    }

    /// <summary>Snapshot by snapshot the useful heap that ms_print shows.</summary>
    [Fact]
    public void Snapshots_of_massif_are_those_of_ms_print()
    {
        Parsed<AllocationProfile> parsed = SavedProfiles.Of(SavedProfiles.Read("leaks/massif.out.4242"), "m");
        ProfileReport report = SavedProfiles.Report(new ProfileQuestion(), parsed.Value);
        string[] printed = [.. Encoding.UTF8.GetString(SavedProfiles.Read("leaks/massif.printed.txt")).Split('\n').Where(line => line.Length > 0 && !line.Contains("Detailed", StringComparison.Ordinal))];
        (string, double)[] said = [.. printed.Select(line => line.Replace(",", "", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(words => ($"m, {words[1]} B", double.Parse(words[3], System.Globalization.CultureInfo.InvariantCulture)))];

        // Those behind the last tree are told by their last.
        Assert.Equal(said.Take(52), report.Moments.Select(moment => (moment.Place, moment.Total)));
        Assert.Equal(Gaps.ProfileSnapshotsBare.Id, Assert.Single(parsed.Gaps).Id);
        Assert.Equal(10_000, SavedProfiles.Rows(report)["orders::forget(int, unsigned long)"].Flat);
        Assert.Equal((0L, 33_000L), SavedProfiles.Rows(report)["main"]);
        // A snapshot without a tree says nothing of a stack: nothing of them was given back.
        Assert.All(report.Growth.Histories().Where(stack => stack.Growth > 0), stack => Assert.Equal(0, stack.Given));
    }

    [Fact]
    public void A_massif_file_without_trees_has_sums_only()
    {
        AllocationProfile profile = SavedProfiles.Of("desc: x\ncmd: y\ntime_unit: i\n#---\nsnapshot=0\n#---\ntime=5\nmem_heap_B=70\nheap_tree=empty\n#---\nsnapshot=1\n#---\ntime=9\nmem_heap_B=30\nheap_tree=empty\n");
        ProfileReport report = SavedProfiles.Report(new ProfileQuestion(), profile);

        Assert.Equal([("f, 5 i", 70.0), ("f, 9 i", 30.0)], report.Moments.Select(moment => (moment.Place, moment.Total)));
        Assert.Equal(30, report.Unplaced);
    }

    [Fact]
    public void Heap_and_leaks_of_macOS_have_classes_and_no_stacks()
    {
        Parsed<AllocationProfile> heap = SavedProfiles.Of(SavedProfiles.Read("leaks/macos-heap.txt"));
        Parsed<AllocationProfile> leaks = SavedProfiles.Of(SavedProfiles.Read("leaks/macos-leaks.txt"));

        Assert.Equal((174L, 16_245L), Sum(heap.Value, "inuse"));
        Assert.Equal(1020, SavedProfiles.Rows(SavedProfiles.Report(new ProfileQuestion { Grain = ProfileGrain.Library }, heap.Value))["libshop.dylib"].Flat);
        Assert.Equal(2880, SavedProfiles.Rows(SavedProfiles.Report(new ProfileQuestion(), heap.Value))["NSString (Storage)"].Flat);
        Assert.Equal((4L, 1648L), Sum(leaks.Value, "inuse"));
        Assert.Equal(["CFString", "NSMutableData", "OS_xpc_date", "non-object"], SavedProfiles.Rows(SavedProfiles.Report(new ProfileQuestion(), leaks.Value)).Keys.Order(StringComparer.Ordinal));
        Assert.Equal([Gaps.ProfileFlatOnly.Id, Gaps.ProfileFlatOnly.Id], heap.Gaps.Concat(leaks.Gaps).Select(gap => gap.Id));
        Assert.Equal(304, Sum(SavedProfiles.Of("leaks Report Version:  2.0\nProcess 1: 2 leaks for 304 total leaked bytes.\nLeak: 0x7f91  size=48  zone: DefaultMallocZone_0x1\n\t0x00000001\nLeak: 0x7f92  size=256  zone: Z_0x1   NSData  ObjC  Foundation\n"), "inuse").Bytes);
    }

    /// <summary>Of more than are kept each second one goes; the first and the order stay.</summary>
    [Fact]
    public void More_moments_than_are_kept_are_thinned()
    {
        StringBuilder text = new();
        for (int i = 1; i <= 1201; i++)
            text.Append('[').Append(i).Append("] Top 5 stacks with outstanding allocations:\n\t").Append(i).Append(" bytes in 1 allocations from stack\n\t\tmain+0x1 [a]\n");
        AllocationProfile profile = SavedProfiles.Of(text.ToString());

        Assert.InRange(profile.Earlier.Count, Limits.ProfileSnapshots / 2, Limits.ProfileSnapshots);
        Assert.Equal(["1", "9", "17"], profile.Earlier.Take(3).Select(snapshot => snapshot.When));
        Assert.Equal("1201", profile.When);
    }

    /// <summary>Any verb that takes texts tells what they are; in the log of a program other lines stand before and between.</summary>
    [Theory]
    [InlineData("memcheck.txt", "valgrind leak check")]
    [InlineData("lsan.txt", "LeakSanitizer report")]
    [InlineData("memleak.txt", "memleak of bcc")]
    public void A_case_of_texts_knows_them(string file, string kind)
    {
        TextPiece piece = TextSplit.Of([.. "starting up\n"u8, .. SavedProfiles.Read("leaks/" + file)]).Single(each => each.Format is not null);

        Assert.Equal(kind, piece.Format!.Kind);
    }

    [Theory]
    [InlineData("memcheck-definite.txt")]
    [InlineData("memcheck.xml")]
    [InlineData("lsan.txt")]
    [InlineData("asan-heap.txt")]
    [InlineData("memleak.txt")]
    [InlineData("memleak-c.txt")]
    [InlineData("macos-heap.txt")]
    [InlineData("macos-leaks.txt")]
    public void Damaged_reports_do_no_harm(string file)
    {
        byte[] real = SavedProfiles.Read("leaks/" + file);
        ProfileFormat format = ProfileFormat.Of(real)!;

        Fuzz.Everywhere(real.Length > 2000 ? real[^2000..] : real, bytes => SavedProfiles.Report(new ProfileQuestion(), format.Read(new MemoryStream(bytes), "f").Value), 1000);
    }

    [Fact]
    public void Damaged_massif_files_do_no_harm()
    {
        byte[] real = SavedProfiles.Read("leaks/massif.out.4242")[..1400];

        Fuzz.Everywhere(real, bytes => SavedProfiles.Report(new ProfileQuestion(), MassifFile.Read(new MemoryStream(bytes), "f").Value));
    }

    static (long Objects, long Bytes) Sum(AllocationProfile profile, string kind) => (Total(profile, kind + "_objects"), Total(profile, kind + "_space"));

    static long Total(AllocationProfile profile, string column) =>
        (long)ProfileValues.Of(profile, profile.Samples, profile.Columns.Select(each => each.Name).ToList().IndexOf(column)).Total;
}
