using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Fathom.Accounting.Profiles;
using Fathom.Sources.Profiles;
using Fathom.Tests;
using Fathom.Views.Profiles;

namespace Fathom.Live.Tests.Profiles;

/// <summary>Profiles in protobuf, fresh from Go, and those that we write, beside Go's own pprof. Go is not installed for it: see tests/profiles.sh.</summary>
public sealed class PprofLiveTests
{
    [ProfilerFact("go")]
    public void A_heap_of_go_beside_its_pprof()
    {
        using TemporaryFolder folder = new();
        Go(folder, "build", "-o", folder.At("shop"), Path.Combine(SourceTree.Root, "tests", "fixtures", "shop.go"));
        Outside.Run(folder.At("shop"), folder.At("heap.pb.gz"), folder.At("allocs.pb.gz"));

        foreach (string column in (string[])["inuse_space", "inuse_objects", "alloc_space", "alloc_objects"])
        {
            ProfileReport report = Read(folder.At("heap.pb.gz"), column);
            Same(folder, folder.At("heap.pb.gz"), column, report);
        }
    }

    /// <summary>What other tools wrote, written anew by us.</summary>
    [ProfilerFact("go")]
    public void What_we_write_is_read_by_gos_pprof()
    {
        using TemporaryFolder folder = new();
        string corpus = Path.Combine(SourceTree.Root, "tests", "corpus", "profiles");
        foreach (string name in (string[])["go.heap.pb.gz", "jeprof.4242.1.i1.heap", "shop.0003.heap"])
        {
            ProfileReport report = Read(Path.Combine(corpus, name), "inuse_space");
            string ours = folder.At(name + ".written.pb.gz");
            using (FileStream to = File.Create(ours))
                PprofFile.Write(report, to);
            Same(folder, ours, "inuse_space", report);
        }
    }

    static ProfileReport Read(string file, string column)
    {
        ProfileReport report = new(new ProfileQuestion { Column = column, KeepsAllocator = true });
        Assert.Null(report.Add(ProfileFiles.Open(file, static () => Stream.Null).Value.Value));
        return report;
    }

    static void Same(TemporaryFolder folder, string file, string column, ProfileReport report)
    {
        string said = Go(folder, "tool", "pprof", "-top", "-unit=B", "-symbolize=none", "-nodefraction=0", "-nodecount=0", "-sample_index=" + column, file);
        Dictionary<string, CallRow> ours = CallTable.Rows(report.Forest, report.Now, null).ToDictionary(row => report.Forest.Labels[row.Label]);
        (double flat, int rows) = (0, 0);
        foreach (Match row in Regex.Matches(said, @"^ *(-?\d+)B? +[\d.]+% +[\d.]+% +(-?\d+)B? +[\d.]+%  (.*?)(?: \((?:partial-)?inline\))?$", RegexOptions.Multiline))
        {
            CallRow same = ours[row.Groups[3].Value];
            Assert.InRange(double.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture) - same.Flat, -report.Moments[0].Samples, report.Moments[0].Samples);
            Assert.InRange(double.Parse(row.Groups[2].Value, CultureInfo.InvariantCulture) - same.Cumulative, -report.Moments[0].Samples, report.Moments[0].Samples);
            flat += same.Flat;
            rows++;
        }
        Assert.Equal(ours.Count, rows);
        // Values in the file are whole, stack by stack.
        Assert.InRange(flat - report.Moments[0].Total, -report.Moments[0].Samples, report.Moments[0].Samples);
    }

    static string Go(TemporaryFolder folder, params string[] arguments)
    {
        ProcessStartInfo start = new("go", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["GOCACHE"] = folder.At("cache");
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return said;
    }
}
