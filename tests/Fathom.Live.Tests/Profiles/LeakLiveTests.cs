using System.Globalization;
using System.Text.RegularExpressions;
using Fathom.Accounting.Profiles;
using Fathom.Sources.Profiles;
using Fathom.Tests;

namespace Fathom.Live.Tests.Profiles;

/// <summary>Targets/leaky.cpp under leak checkers, fathom's figures beside theirs and beside what the program does.</summary>
public sealed class LeakLiveTests
{
    const long Forgotten = 10 * 1000;
    const long Chained = 5 * 48;
    const long Kept = 20_000;
    const long KeptInTheMiddle = 3000;

    [ProfilerFact("heaptrack", "heaptrack_print", "zstd")]
    public void Heaptrack_beside_heaptrack_print()
    {
        using TemporaryFolder folder = new();
        Outside.Run("heaptrack", "-o", folder.At("data"), CPrograms.Plus("leaky"));
        string recorded = Assert.Single(Directory.GetFiles(folder.Path));
        string data = folder.At("heaptrack.leaky.1");
        // Where zstd was missing when it was built it writes .gz, which is read as it is.
        if (recorded.EndsWith(".zst", StringComparison.Ordinal))
            Outside.Run("zstd", "-dq", recorded, "-o", data);
        else
            data = recorded;
        string said = Outside.Run("heaptrack_print", "-f", data);

        Assert.Equal(Number(said, @"calls to allocation functions: (\d+)"), Total(data, "alloc_objects"));
        Assert.Equal(Number(said, @"temporary memory allocations: (\d+)"), Total(data, "temporary_objects"));
        foreach ((string cost, string column) in ((string, string)[])[("leaked", "inuse_space"), ("peak", "peak_space")])
        {
            string collapsed = folder.At(cost);
            Outside.Run("heaptrack_print", "-f", data, "-F", collapsed, "--flamegraph-cost-type", cost);
            Assert.Equal(File.ReadLines(collapsed).Sum(line => Number(line, @" (\d+)$")), Total(data, column));
        }
        Dictionary<string, long> rows = Flat(data, "inuse_space");
        Assert.Equal([Forgotten, Chained, KeptInTheMiddle, Kept], [rows["orders::forget"], rows["orders::chain"], rows["orders::keep_middle"], rows["orders::keep"]]);
    }

    [ProfilerFact("valgrind")]
    public void Memcheck_beside_its_own_summary()
    {
        using TemporaryFolder folder = new();
        string log = folder.At("memcheck.txt");
        Outside.Run("valgrind", "--leak-check=full", "--show-leak-kinds=all", "--log-file=" + log, CPrograms.Plus("leaky"));
        string said = File.ReadAllText(log);

        Assert.Equal(Number(said, @"in use at exit: ([\d,]+) bytes"), Total(log, "inuse_space"));
        foreach (string kind in (string[])["definitely lost", "indirectly lost", "possibly lost", "still reachable"])
        {
            Assert.Equal(Number(said, kind + @": ([\d,]+) bytes"), Total(log, kind.Replace(' ', '_') + "_space"));
            Assert.Equal(Number(said, kind + @": [\d,]+ bytes in ([\d,]+) blocks"), Total(log, kind.Replace(' ', '_') + "_objects"));
        }
        Dictionary<string, long> rows = Flat(log, "inuse_space");
        Assert.Equal([Forgotten, Chained, KeptInTheMiddle, Kept], [rows["orders::forget"], rows["orders::chain"], rows["orders::keep_middle"], rows["orders::keep"]]);
    }

    [ProfilerFact("valgrind")]
    public void Massif_beside_what_the_program_keeps()
    {
        using TemporaryFolder folder = new();
        string file = folder.At("massif.out");
        Outside.Run("valgrind", "--tool=massif", "--time-unit=B", "--detailed-freq=1", "--threshold=0", "--massif-out-file=" + file, CPrograms.Plus("leaky"));
        ProfileReport report = Report(file, "inuse_space");
        Dictionary<string, long> rows = Flat(file, "inuse_space");

        Assert.Equal(File.ReadLines(file).Where(line => line.StartsWith("mem_heap_B=", StringComparison.Ordinal)).Select(line => Number(line, @"=(\d+)")), report.Moments.Select(moment => (long)moment.Total));
        Assert.Equal([Forgotten, Chained, KeptInTheMiddle, Kept], [rows["orders::forget"], rows["orders::chain"], rows["orders::keep_middle"], rows["orders::keep"]]);
    }

    [ProfilerFact("g++")]
    public void LeakSanitizer_beside_its_own_summary()
    {
        using TemporaryFolder folder = new();
        Outside.Run("g++", "-std=c++17", "-O1", "-g", "-fsanitize=address", "-o", folder.At("leaky"), folder.Write("leaky.cpp", CPrograms.Text("leaky.cpp")));
        // It ends with a failure where it found leaks.
        string said = Outside.Run("sh", "-c", $"ASAN_OPTIONS=exitcode=0 {folder.At("leaky")} 2>&1");
        string report = folder.Write("lsan.txt", said);

        Assert.Equal(Number(said, @"(\d+) byte\(s\) leaked"), Total(report, "inuse_space"));
        Assert.Equal(Number(said, @"leaked in (\d+) allocation"), Total(report, "inuse_objects"));
        Assert.Equal([Forgotten, Chained], [Flat(report, "inuse_space")["orders::forget"], Flat(report, "inuse_space")["orders::chain"]]);
    }

    static long Number(string text, string pattern) =>
        long.Parse(Regex.Match(text, pattern).Groups[1].Value.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);

    static ProfileReport Report(string file, string column)
    {
        ProfileReport report = new(new ProfileQuestion { Column = column });
        using ProfileSymbols symbols = new([]);
        Assert.Null(report.Add(symbols.Named(ProfileFiles.Open(file, static () => Stream.Null).Value.Value)));
        return report;
    }

    static long Total(string file, string column) => (long)Report(file, column).Moments[^1].Total;

    /// <summary>By the names of functions without their arguments.</summary>
    static Dictionary<string, long> Flat(string file, string column)
    {
        ProfileReport report = Report(file, column);
        return CallTable.Rows(report.Forest, report.Now, null)
            .GroupBy(row => Regex.Replace(report.Forest.Labels[row.Label], @"\(.*", ""))
            .ToDictionary(rows => rows.Key, rows => rows.Sum(row => (long)Math.Round(row.Flat)));
    }
}
