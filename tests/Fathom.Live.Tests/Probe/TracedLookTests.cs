using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Fathom.Live.Tests.Cli;
using Fathom.Sources.Probe;
using Fathom.Tests;

namespace Fathom.Live.Tests.Probe;

/// <summary>Verbs that look with the probe at work beside them.</summary>
public class TracedLookTests
{
    // Of Inflater's three blocks one is of 7,160 bytes or a little less (zlib inflate.h, inflate_state).
    const int Streams = 2003, StateBytes = 7152;

    const int Blocks = 503;
    const long Size = 104729;

    [BinaryFact]
    public void A_census_says_who_made_what_it_counts()
    {
        using LeakingJvm jvm = LeakingJvm.Start(17);
        JsonElement answer = Traced(jvm, "census", () => jvm.Tell($"inflaters {Streams}"));

        JsonElement row = answer.GetProperty("census").EnumerateArray().First(row => row.GetProperty("structure").GetString() == "zlib inflate stream" && row.GetProperty("made_by").GetArrayLength() > 0);
        JsonElement most = row.GetProperty("made_by")[0], trace = answer.GetProperty("census_trace");
        Assert.StartsWith("inflateInit2_ of libz.so", most.GetProperty("native").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("fathomtest.Leaks.keepInflaters (Leaks.java:", most.GetProperty("java").GetString(), StringComparison.Ordinal);
        // Poisson samples at 512 KiB: five deviations.
        double expected = (double)Streams * StateBytes, off = 5 * Math.Sqrt(expected * (512 << 10));
        Assert.InRange(most.GetProperty("bytes").GetDouble(), expected - off, expected + off);
        // All of them are glibc's.
        Assert.Equal(trace.GetProperty("samples").GetInt64(), trace.GetProperty("found").GetInt64());
        Assert.Null(ProbeTable.Find(jvm.Id));
    }

    [BinaryFact]
    public void Threads_are_told_with_what_they_made_and_what_of_it_lives()
    {
        using LeakingJvm jvm = LeakingJvm.Start(17);
        JsonElement answer = Traced(jvm, "threads", () =>
        {
            jvm.Tell($"stay {Blocks} {Size}");
            jvm.Tell($"keep {Blocks} {Size}");
            jvm.Tell($"pass {Blocks} {Size}");
        });

        JsonElement stays = answer.GetProperty("threads").EnumerateArray().Single(thread => thread.GetProperty("java_name").GetString() == "stays");
        JsonElement ended = answer.GetProperty("ended_threads");
        Holds(Blocks, stays, "native_made_bytes");
        Holds(Blocks, stays, "native_live_bytes");
        // Those that obeyed the other two are gone.
        Holds(2 * Blocks, ended, "native_made_bytes");
        Holds(Blocks, ended, "native_live_bytes");
    }

    [JdkFact(17)]
    public void Without_a_yes_nothing_is_loaded()
    {
        using LeakingJvm jvm = LeakingJvm.Start(17);

        Answer.Of("threads", jvm.Target, "--trace", "1s").Ends(2, "--yes");
        Answer.Of("census", jvm.Target, "--trace", "1s").Ends(2, "--yes");

        Assert.DoesNotContain("fathom-probe", File.ReadAllText($"/proc/{jvm.Id}/maps"), StringComparison.Ordinal);
    }

    /// <summary>What happens between the first sample and the look.</summary>
    static JsonElement Traced(LeakingJvm jvm, string verb, Action between)
    {
        // In the background of a shell SIGINT is ignored, by children too.
        using Process fathom = Process.Start(new ProcessStartInfo("env", ["--default-signal=INT", Answer.Binary!, verb, jvm.Target, "--trace", "5m", "--yes", "--json"]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })!;
        for (string? line = ""; line?.StartsWith("tracing for", StringComparison.Ordinal) != true; line = fathom.StandardError.ReadLine())
            Assert.NotNull(line);
        Task<string> talk = fathom.StandardError.ReadToEndAsync();
        between();
        Outside.Run("kill", "-INT", fathom.Id.ToString(CultureInfo.InvariantCulture));
        string said = fathom.StandardOutput.ReadToEnd();
        fathom.WaitForExit();
        Assert.True(fathom.ExitCode == 0, talk.Result);
        return JsonDocument.Parse(said).RootElement;
    }

    static void Holds(int blocks, JsonElement of, string name)
    {
        double expected = blocks * (double)Size, off = 5 * Math.Sqrt(expected * (512 << 10));
        Assert.InRange(of.GetProperty(name).GetDouble(), expected - off, expected + off);
    }
}
