using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Fathom.Accounting.Profiles;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Profiles;
using Fathom.Tests;

namespace Fathom.Live.Tests.Profiles;

/// <summary>Fresh profiles of a real program, beside what the profiler's own tool makes of them.</summary>
public sealed class HeapProfileTests
{
    const string Jemalloc = "/usr/lib/x86_64-linux-gnu/libjemalloc.so.2";
    const string Tcmalloc = "/usr/lib/x86_64-linux-gnu/libtcmalloc.so.4";

    [ProfilerFact("jeprof", Jemalloc)]
    public void Jemalloc_beside_jeprof()
    {
        using TemporaryFolder folder = new();
        Profiled(("LD_PRELOAD", Jemalloc), ("MALLOC_CONF", "prof:true,lg_prof_sample:13,prof_accum:true,prof_final:true,prof_prefix:" + folder.At("je")));
        string dump = Assert.Single(Directory.GetFiles(folder.Path));

        foreach (ProfileColumn column in (ProfileColumn[])[ProfileColumn.InUseBytes, ProfileColumn.InUseCount, ProfileColumn.AllocatedBytes, ProfileColumn.AllocatedCount])
            Compare(dump, column.Name, Outside.Run("jeprof", "--text", "--show_bytes", "--" + column.Name, CPrograms.Plus("profiled"), dump));
    }

    [ProfilerFact("google-pprof", Tcmalloc)]
    public void Gperftools_beside_google_pprof()
    {
        using TemporaryFolder folder = new();
        Profiled(("LD_PRELOAD", Tcmalloc), ("HEAPPROFILE", folder.At("shop")), ("HEAP_PROFILE_ALLOCATION_INTERVAL", "60000000"));
        string[] dumps = Directory.GetFiles(folder.Path);

        Assert.True(dumps.Length > 1);
        foreach (string dump in dumps)
            Compare(dump, "inuse_space", Outside.Run("google-pprof", "--text", "--show_bytes", CPrograms.Plus("profiled"), dump));
    }

    /// <summary>The series ends where the program's own sums say: 20,000 × 1000 + 300 × 300,000 + …, nothing added up over dumps.</summary>
    [ProfilerFact(Tcmalloc)]
    public void A_series_is_time()
    {
        using TemporaryFolder folder = new();
        Profiled(("LD_PRELOAD", Tcmalloc), ("HEAPPROFILE", folder.At("shop")), ("HEAP_PROFILE_ALLOCATION_INTERVAL", "30000000"));
        ProfileReport report = Read("inuse_space", DumpSeries.InTime(Directory.GetFiles(folder.Path), []));

        Assert.True(report.Moments.Count > 2);
        Assert.Equal((20_000 * 1000) + (300 * 300_000) + (5000 * 2000), Rows(report)["orders::Cache::put"].Flat);
        Assert.Equal(2500 * 4000, Rows(report)["orders::draft"].Flat);
        Assert.Equal((21 * 100_000, 21 * 100_000), Rows(report)["recurse"]);
    }

    static void Profiled(params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(CPrograms.Plus("profiled")) { RedirectStandardError = true };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    static ProfileReport Read(string column, IReadOnlyList<string> dumps)
    {
        ProfileReport report = new(new ProfileQuestion { Column = column });
        using ProfileSymbols symbols = new([]);
        foreach (string dump in dumps)
            Assert.Null(report.Add(symbols.Named(ProfileFiles.Open(dump, static () => Stream.Null).Value.Value)));
        Assert.Empty(symbols.Replaced);
        return report;
    }

    static void Compare(string dump, string column, string said)
    {
        ProfileReport report = Read(column, [dump]);
        Dictionary<string, (long Flat, long Cumulative)> ours = Rows(report);

        Assert.Equal(long.Parse(Regex.Match(said, @"^Total: (\d+)", RegexOptions.Multiline).Groups[1].Value, CultureInfo.InvariantCulture), report.Moments[0].Total, 1.0);
        foreach (string name in (string[])["orders::Cache::put", "orders::draft", "recurse", "main"])
        {
            Match row = Regex.Match(said, $@"^ *(\d+) +[\d.]+% +[\d.]+% +(\d+) +[\d.]+% {name}$", RegexOptions.Multiline);
            if (!row.Success)
                continue;
            // They cut the parts of a byte that scaling leaves, stack by stack.
            // What the others get from operator new they give to the name next to it in the stripped library.
            if (name is "orders::Cache::put" or "recurse")
                Assert.Equal(long.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture), ours[name].Flat, 3.0);
            Assert.Equal(long.Parse(row.Groups[2].Value, CultureInfo.InvariantCulture), ours[name].Cumulative, 3.0);
        }
    }

    /// <summary>By what the perl tools call them: without the arguments of functions and templates, clones as one.</summary>
    static Dictionary<string, (long Flat, long Cumulative)> Rows(ProfileReport report)
    {
        Dictionary<string, (long Flat, long Cumulative)> rows = [];
        foreach (CallRow row in CallTable.Rows(report.Forest, report.Now, null))
        {
            string name = Regex.Replace(report.Forest.Labels[row.Label], @"<[^<>]*>|\(.*|^void ", "");
            (long flat, long cumulative) = rows.GetValueOrDefault(name);
            rows[name] = (flat + (long)Math.Round(row.Flat), cumulative + (long)Math.Round(row.Cumulative));
        }
        return rows;
    }
}
