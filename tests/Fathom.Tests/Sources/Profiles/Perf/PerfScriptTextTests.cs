using System.Text.RegularExpressions;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Files;
using Fathom.Sources.Formats;
using Fathom.Sources.Profiles.Perf;

namespace Fathom.Tests.Sources.Profiles.Perf;

public sealed class PerfScriptTextTests
{
    [Theory]
    [InlineData("perf.faults")]
    [InlineData("perf.malloc")]
    [InlineData("perf.calls")]
    [InlineData("perf.clock")]
    public void Counts_are_those_of_perf_report(string name)
    {
        Parsed<AllocationProfile> read = SavedProfiles.Of(SavedProfiles.Read(name + ".script.txt"));

        Assert.Equal("perf script", read.Value.Kind);
        Assert.Empty(read.Value.Unread);
        foreach ((string each, Dictionary<string, long> periods) in PerfReport.Periods(File.ReadAllText(SavedProfiles.At(name + ".report.txt"))))
        {
            ProfileReport report = SavedProfiles.Report(new ProfileQuestion { Column = each, KeepsAllocator = true }, read.Value);
            Assert.Equal(periods.Values.Sum(), report.Moments[0].Total);
            Assert.Equal(periods, SavedProfiles.Rows(report).Where(row => row.Value.Flat > 0).ToDictionary(row => row.Key, row => row.Value.Flat));
        }
    }

    /// <summary>By Targets/asks.c: 40 × 3,000 and, in the thread of the two words, 5 × 70,000.</summary>
    [Fact]
    public void The_argument_of_a_probe_is_the_size_of_a_block()
    {
        AllocationProfile profile = SavedProfiles.Profile("perf.malloc.script.txt");
        ProfileReport report = SavedProfiles.Report(new ProfileQuestion(), profile);

        Assert.Equal(("probe_shop:malloc bytes", "bytes", ProfileMeasure.AllocatedBytes), (report.Column!.Name, report.Column.Unit, report.Column.Measure));
        Assert.Equal((120_000L, 350_000L), (SavedProfiles.Rows(report)["main"].Cumulative, SavedProfiles.Rows(report)["in_thread"].Cumulative));
        Assert.Equal(["order book", "asks"], report.Threads.Select(row => row.Thread[..row.Thread.LastIndexOf(' ')]));
        // What malloc is asked for is its caller's.
        Assert.DoesNotContain("malloc", SavedProfiles.Rows(report).Keys);
    }

    [Theory]
    [InlineData("syscalls:sys_enter_mmap bytes", "main", 6L << 20)]
    [InlineData("syscalls:sys_enter_brk growth", "__brk", 4L * 65536)]
    public void Calls_that_ask_for_memory_count_their_bytes(string column, string row, long bytes)
    {
        AllocationProfile profile = SavedProfiles.Profile("perf.calls.script.txt");

        Assert.Equal(bytes, SavedProfiles.Rows(SavedProfiles.Report(new ProfileQuestion { Column = column }, profile))[row].Cumulative);
        Assert.Equal(ProfileMeasure.Other, profile.Columns.Single(each => each.Name == column).Measure);
    }

    [Fact]
    public void Samples_of_a_clock_are_time_and_no_bytes()
    {
        AllocationProfile profile = SavedProfiles.Profile("perf.clock.script.txt");

        Assert.Equal(["cpu-clock samples count", "cpu-clock nanoseconds"], profile.Columns.Select(column => column.Name + " " + column.Unit));
        Assert.Equal("cpu-clock", profile.Shown);
        Assert.Equal(20_000_000, SavedProfiles.Report(new ProfileQuestion(), profile).Moments[0].Total);
    }

    /// <summary>Without callers, and without periods but with sources: the same samples.</summary>
    [Theory]
    [InlineData("perf.clock.flat.txt", "cpu-clock samples", "work")]
    [InlineData("perf.clock.lines.txt", "cpu-clock samples", "work asks.c:50,work asks.c:51")]
    public void Columns_that_were_not_asked_for_may_lack(string file, string column, string rows)
    {
        AllocationProfile profile = SavedProfiles.Profile(file);
        ProfileReport report = SavedProfiles.Report(new ProfileQuestion { Column = column, Grain = ProfileGrain.Line }, profile);

        Assert.Empty(profile.Unread);
        Assert.Equal(5, report.Moments[0].Total);
        Assert.Equal(rows, string.Join(',', SavedProfiles.Rows(report).Where(row => row.Value.Flat > 0).Select(row => Regex.Replace(row.Key, " asks\\+0x.*", "")).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("java  4242/4243  [001] 67534.044251:   250000 cpu-clock:u: ", "java 4243", "cpu-clock:u", 250000L)]
    [InlineData("C2 CompilerThre  4243 67534.044251123: cycles: ", "C2 CompilerThre 4243", "cycles", 1L)]
    [InlineData("java  4243 [001] cpu/mem-loads,ldlat=30/P: ", "java 4243", "cpu/mem-loads,ldlat=30/P", 1L)]
    [InlineData("java 12 4243 67534.044251: 3 page-faults: ", "java 12 4243", "page-faults", 3L)]
    [InlineData("a: b:  4243 67534.044251: 3 page-faults: ", "a: b: 4243", "page-faults", 3L)]
    [InlineData("swapper     0 [000]     0.000000:          1 page-faults: ", "swapper 0", "page-faults", 1L)]
    public void Heads_are_read_whatever_a_thread_is_called(string head, string thread, string name, long period)
    {
        AllocationProfile profile = SavedProfiles.Of($"{head}\n\t            1187 put+0x5 (/opt/shop/shop)\n\t            1190 main+0x7 (/opt/shop/shop)\n");

        Assert.Equal(thread, profile.Frames.Texts[profile.Samples.ThreadOf(0)]);
        Assert.Equal(name, profile.Shown);
        Assert.Equal(period, profile.Samples.Of(0)[^1]);
    }

    [Theory]
    [InlineData("\t            1187 std::vector<int, std::allocator<int> >::push_back(int const&)+0x5 (/opt/shop/shop)", "std::vector<int, std::allocator<int> >::push_back(int const&)", "/opt/shop/shop")]
    [InlineData("\t            1187 operator+(A const&, B)+0x5 (/opt/my shop/lib (1).so)", "operator+(A const&, B)", "/opt/my shop/lib (1).so")]
    [InlineData("\t            1187 put+0x5 (/opt/shop/lib.so (deleted))", "put", "/opt/shop/lib.so (deleted)")]
    [InlineData("\t            1187 put+0x5 (/opt/shop/lib.so+0x1187)", "put", "/opt/shop/lib.so")]
    [InlineData("\t    7fbc59ae88a8 Lshop/Cache;::put+0x15 (/tmp/perf-4242.map)", "Lshop/Cache;::put", "/tmp/perf-4242.map")]
    [InlineData("\tffffffff8175336a elf_load+0x28a ([kernel.kallsyms])", "elf_load", "[kernel.kallsyms]")]
    [InlineData("\t            1187 add", "add", "")]
    [InlineData("\t            1187 [unknown] (/opt/shop/lib.so)", "", "/opt/shop/lib.so")]
    [InlineData("\t    7fbc59ae88a8 [unknown] ([unknown])", "", "")]
    public void Frames_have_a_name_and_a_library(string line, string name, string library)
    {
        AllocationProfile profile = SavedProfiles.Of($"t 1 1.000001: 1 page-faults: \n{line}\n\n");

        Assert.Equal((name, library), (profile.Frames.NameOf(0), profile.Frames.LibraryOf(0)));
    }

    [Fact]
    public void What_was_inlined_lies_in_the_library_of_the_function_around_it()
    {
        AllocationProfile profile = SavedProfiles.Of("t 1 1.000001: 1 page-faults: \n\t            1187 tiny+0x5 (inlined)\n\t            1187 small+0x5 (inlined)\n\t            1187 put+0x5 (/opt/shop/shop)\n");

        Assert.Equal([(1L, 1L), (0L, 1L)], [Row(profile, ProfileGrain.Function, "tiny"), Row(profile, ProfileGrain.Function, "put")]);
        Assert.Equal((1L, 1L), Row(profile, ProfileGrain.Library, "shop"));
    }

    [Fact]
    public void Records_that_are_printed_too_are_no_samples_and_the_lost_are_told()
    {
        Parsed<AllocationProfile> parsed = SavedProfiles.Of("""
            # ========
            # hostname : shop
            # ========
            #
            asks     0     0.000000: PERF_RECORD_MMAP -1/0: [0xffffffff81000000(0x1209988) @ 0xffffffff81000000]: x [kernel.kallsyms]_text
            asks   637 69326.360000: PERF_RECORD_COMM exec: asks:637/637
            asks   637 69326.364193:          1 page-faults: 
            """u8.ToArray().Concat("\n\t            11d3 work+0x1a (/opt/shop/asks)\n\nasks   637 69326.364194: PERF_RECORD_LOST lost 12\n"u8.ToArray()).ToArray());

        Assert.Equal(1, SavedProfiles.Report(new ProfileQuestion(), parsed.Value).Moments[0].Total);
        Gap lost = Assert.Single(parsed.Gaps);
        Assert.Equal((Gaps.ProfileSamplesLost.Id, true), (lost.Id, lost.What.StartsWith("12 ", StringComparison.Ordinal)));
    }

    /// <summary>A process is known by where its heap ends; where it was before the first call nobody says.</summary>
    [Fact]
    public void Heaps_of_two_processes_are_not_one()
    {
        static string Call(int thread, string end) => $"t {thread} [000] 1.000001: syscalls:sys_enter_brk: brk: {end}\n\t            11d3 brk+0x1a (/lib/libc.so.6)\n\n";
        AllocationProfile profile = SavedProfiles.Of(Call(1, "0x00000000") + Call(1, "0x55aa51b44000") + Call(2, "0x56bb00001000") + Call(1, "0x55aa51b45000") + Call(3, "0x56bb00003000") + Call(1, "0x55aa51b40000"));

        Assert.Equal(0x1000 + 0x2000, SavedProfiles.Report(new ProfileQuestion(), profile).Moments[0].Total);
    }

    [Fact]
    public void Events_are_not_added_up()
    {
        Parsed<AllocationProfile> parsed = SavedProfiles.Of(SavedProfiles.Read("perf.calls.script.txt"));

        Assert.Equal(Gaps.ProfileOtherEvents.Id, Assert.Single(parsed.Gaps).Id);
    }

    [Fact]
    public void A_case_of_texts_has_it_whole() =>
        Assert.Equal("perf script", Assert.Single(TextSplit.Of(SavedProfiles.Read("perf.faults.script.txt"))).Format?.Kind);

    [Theory]
    [InlineData("main;a;b 12\nmain;b 3\n")]
    [InlineData("hello 12\nworld\n")]
    [InlineData("4242 67534.044251 brk(NULL) = 0x55aa51b44000\n")]
    public void Other_texts_are_none(string text) => Assert.False(PerfScriptText.Begins(System.Text.Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Damaged_texts_do_no_harm()
    {
        Fuzz.Everywhere(SavedProfiles.Read("perf.calls.script.txt")[..1500], text => PerfScriptText.Parse(text, "f"));
        Fuzz.Everywhere(SavedProfiles.Read("perf.clock.lines.txt"), text => PerfScriptText.Read(new MemoryStream(text), "f"));
        Fuzz.Everywhere(SavedProfiles.Read("perf.clock.flat.txt"), text => PerfScriptText.Begins(text));
    }

    static (long, long) Row(AllocationProfile profile, ProfileGrain grain, string name) =>
        SavedProfiles.Rows(SavedProfiles.Report(new ProfileQuestion { Grain = grain }, profile))[name];
}
