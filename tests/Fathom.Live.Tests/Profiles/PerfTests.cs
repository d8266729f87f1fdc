using System.Globalization;
using System.Text.RegularExpressions;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;
using Fathom.Sources.Profiles;
using Fathom.Tests;

namespace Fathom.Live.Tests.Profiles;

/// <summary>Fresh recordings of a real program (Targets/asks.c), beside what perf report and perf script make of them.</summary>
public sealed class PerfTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [PerfFact("page-faults")]
    public void Faults_beside_perf_report() => Compare("page-faults", Recorded("-e", "page-faults", "-c", "1"));

    [PerfFact("cpu-clock", "page-faults")]
    public void Events_and_times_beside_perf_report()
    {
        string file = Recorded("-e", "cpu-clock,page-faults", "-F", "2000");

        Compare("cpu-clock", file);
        Compare("page-faults", file);
    }

    [PerfFact("cpu-clock")]
    public void What_came_through_a_pipe_is_the_same()
    {
        string file = _folder.At("pipe.data");
        Outside.Run("sh", "-c", $"perf record -q -g -e cpu-clock -F 2000 -o - -- {Target} >{file} 2>/dev/null");

        Compare("cpu-clock", file);
    }

    /// <summary>By the program: the 6 mappings of map_more; growth of the heap by 4 × 64 KiB.</summary>
    [PerfFact("syscalls:sys_enter_brk")]
    public void Calls_beside_perf_report_and_beside_what_the_program_did()
    {
        string file = Recorded("-e", "syscalls:sys_enter_brk,syscalls:sys_enter_mmap");

        Compare("syscalls:sys_enter_mmap", file);
        Assert.Equal(6 << 20, Rows(file, "syscalls:sys_enter_mmap bytes")["main"].Cumulative);
        Assert.Equal(4 * 65536, Report(file, "syscalls:sys_enter_brk growth").Moments[0].Total);
    }

    /// <summary>By the program: 40 × 3,000 and, in a thread, 5 × 70,000 bytes.</summary>
    [PerfFact("uprobes", "page-faults")]
    public void Blocks_that_malloc_was_asked_for()
    {
        string group = string.Create(CultureInfo.InvariantCulture, $"probe_fathom{Environment.ProcessId}");
        Outside.Run("perf", "probe", "-q", "-x", Libc(), $"{group}:malloc=malloc bytes=%di");
        string file;
        try
        {
            file = Recorded("-e", group + ":malloc");
        }
        finally
        {
            Outside.Run("perf", "probe", "-q", "-d", group + ":malloc");
        }
        Compare(group + ":malloc", file);
        ProfileReport report = Report(file, null);
        Dictionary<string, (long Flat, long Cumulative)> rows = Rows(report);
        Assert.Equal((120_000L, 350_000L), (rows["main"].Cumulative, rows["in_thread"].Cumulative));
        Assert.Contains(report.Threads, row => row.Thread.StartsWith("order book ", StringComparison.Ordinal) && row.Value == 350_000);
    }

    [PerfFact("cpu-clock")]
    public void Copies_of_stacks_are_counted_at_the_function_that_ran()
    {
        string file = _folder.At("perf.data");
        Outside.Run("perf", "record", "-q", "--call-graph", "dwarf,4096", "-e", "cpu-clock", "-F", "500", "-o", file, "--", Target);
        Parsed<AllocationProfile> read = Read(file);

        Assert.Contains(Gaps.ProfileStacksNotUnwound.Id, read.Gaps.Select(gap => gap.Id));
        // perf script unwinds them: the same samples at the same places, with their callers.
        string text = _folder.Write("perf.txt", Outside.Run("perf", "script", "-i", file));
        Assert.Equal(Rows(file, "cpu-clock")["work"].Flat, Rows(text, "cpu-clock")["work"].Flat);
        Assert.Equal(0, Rows(file, "cpu-clock").GetValueOrDefault("in_thread").Cumulative);
        Assert.True(Rows(text, "cpu-clock")["in_thread"].Cumulative > 0);
    }

    [PerfFact("cpu-clock")]
    public void Packed_parts_are_told()
    {
        string file = _folder.At("perf.data");
        Outside.Run("perf", "record", "-q", "-z", "-e", "cpu-clock", "-o", file, "--", Target);

        Assert.Contains(Gaps.ProfilePartPacked.Id, Read(file).Gaps.Select(gap => gap.Id));
    }

    static string Target => CPrograms.Linked("asks", "asks-with-frames", "-fno-omit-frame-pointer");

    static string Libc() => Regex.Match(Outside.Run("ldd", Target), @"libc\.so\.6 => (\S+)").Groups[1].Value;

    string Recorded(params string[] how)
    {
        string file = _folder.At("perf.data");
        Outside.Run("perf", ["record", "-q", "-g", .. how, "-o", file, "--", Target]);
        return file;
    }

    /// <summary>Samples and periods of the whole, of each file, and of the program's own functions; and the same of the text.</summary>
    void Compare(string name, string file)
    {
        (Dictionary<string, long> files, Dictionary<string, long> functions) = Said(name, file);
        string text = _folder.Write("perf.txt", Outside.Run("perf", "script", "-i", file));
        foreach (string path in (string[])[file, text])
        {
            Assert.Equal(files.Values.Sum(), Report(path, name).Moments[0].Total);
            Dictionary<string, (long Flat, long Cumulative)> ours = Rows(Report(path, name, ProfileGrain.Library));
            foreach ((string library, long period) in files)
            {
                if (library.StartsWith('[') == (library == "[kernel.kallsyms]") && !library.StartsWith("[unknown]", StringComparison.Ordinal))
                    Assert.Equal((library, period), (library, ours.GetValueOrDefault(library).Flat));
            }
            Dictionary<string, (long Flat, long Cumulative)> rows = Rows(Report(path, name));
            foreach (string function in (string[])["work", "keep_blocks", "keep_large", "map_more", "grow", "main", "in_thread"])
                Assert.Equal((function, functions.GetValueOrDefault(function)), (function, rows.GetValueOrDefault(function).Flat));
        }
        // Each sample once: of what is not named by both alike the count must be the same, too.
        Assert.Equal(Count(text, name), Samples(file, name));
    }

    static long Count(string text, string name) => File.ReadLines(text).Count(line => line.Length > 0 && line[0] != '\t' && line.Contains($" {name}: ", StringComparison.Ordinal));

    static double Samples(string file, string name)
    {
        string samples = Read(file).Value.Columns.Any(column => column.Name == name + " samples") ? name + " samples" : name;
        return Report(file, samples).Moments[0].Total;
    }

    static (Dictionary<string, long> Files, Dictionary<string, long> Functions) Said(string name, string file)
    {
        string text = Outside.Run("perf", "report", "--stdio", "--no-children", "-g", "none", "-F", "period,sample,dso,sym", "-i", file);
        Dictionary<string, long> files = [], functions = [];
        foreach (Match row in Regex.Matches(Part(text, name), @"^ +(\d+) +\d+  (.*?) +\[.\] (.*?) *$", RegexOptions.Multiline))
        {
            long period = long.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture);
            files[row.Groups[2].Value] = files.GetValueOrDefault(row.Groups[2].Value) + period;
            functions[row.Groups[3].Value] = functions.GetValueOrDefault(row.Groups[3].Value) + period;
        }
        return (files, functions);
    }

    static string Part(string report, string name)
    {
        string[] parts = report.Split("# Samples: ");
        return parts.Single(part => part.Split('\n')[0].EndsWith($" of event '{name}'", StringComparison.Ordinal));
    }

    static Parsed<AllocationProfile> Read(string file) => ProfileFiles.Open(file, static () => Stream.Null).Value;

    static ProfileReport Report(string file, string? column, ProfileGrain grain = ProfileGrain.Function)
    {
        using ProfileSymbols symbols = new([]);
        ProfileReport report = new(new ProfileQuestion { Column = column, KeepsAllocator = true, Grain = grain });
        Assert.Null(report.Add(symbols.Named(Read(file).Value)));
        return report;
    }

    static Dictionary<string, (long Flat, long Cumulative)> Rows(string file, string column) => Rows(Report(file, column));

    static Dictionary<string, (long Flat, long Cumulative)> Rows(ProfileReport report) =>
        CallTable.Rows(report.Forest, report.Now, null).ToDictionary(row => report.Forest.Labels[row.Label], row => ((long)row.Flat, (long)row.Cumulative));
}
