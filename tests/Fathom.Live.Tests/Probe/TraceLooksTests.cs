using System.Text.Json;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Evidence.Tracing;
using Fathom.Live.Tests.Cli;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Probe;
using Fathom.Tests;

namespace Fathom.Live.Tests.Probe;

/// <summary>What a trace is held against, and what it looks at beside samples.</summary>
public class TraceLooksTests
{
    [JdkTheory(17, 25)]
    [InlineData(17)]
    [InlineData(25)]
    public void Each_block_of_a_size_that_is_asked_for_is_counted(int feature)
    {
        using LeakingJvm jvm = LeakingJvm.Start(feature);
        // Unsafe asks malloc for whole words (Unsafe.java, alignToHeapWordSize).
        const long asked = 4104;
        using ProbeSession session = Begin(jvm, asked);
        jvm.Tell("keep 1009 4099");
        jvm.Tell("pass 2003 4099");

        AllocationProfile profile = session.Read(TimeSpan.Zero, new Dictionary<int, string>());
        Assert.Equal((3012, 0), (session.Table[ProbeCounter.ExactBlocks], session.Table[ProbeCounter.ExactLost]));
        Assert.Equal([1009, 1009 * asked, 3012, 3012 * asked], Kept(profile));

        Assert.Null(session.Note([]));
        jvm.Tell("keep 1009 4099");
        Assert.Equal(3012, session.Table[ProbeCounter.ExactBlocks]);
        jvm.Tell("free");
        Assert.Equal((0L, 0L), (Kept(session.Read(TimeSpan.Zero, new Dictionary<int, string>()))[0], session.Table[ProbeCounter.Stale]));
    }

    [JdkTheory(17, 25)]
    [InlineData(17)]
    [InlineData(25)]
    public void Where_all_is_freed_next_to_nothing_is_left(int feature)
    {
        using LeakingJvm jvm = LeakingJvm.Start(feature);
        using ProbeSession session = Begin(jvm);
        for (int i = 0; i < 10; i++)
            jvm.Tell("pass 10000 30011");

        ProfileReport report = new(new ProfileQuestion());
        Assert.Null(report.Add(session.Read(TimeSpan.FromMilliseconds(100), new Dictionary<int, string>())));
        double made = report.SumsOf(3, isBefore: false).Total(), left = report.SumsOf(1, isBefore: false).Total();

        Assert.InRange(made, 0.8 * 100_000 * 30_011, double.MaxValue);
        Assert.InRange(left, 0, made / 100);
    }

    /// <summary>As a user asks for leaks, of a load that has a thousand blocks at any time and gives all back.</summary>
    [JdkTheory(17, 25)]
    [InlineData(17)]
    [InlineData(25)]
    public void Of_a_load_that_gives_all_back_no_leak_is_told(int feature)
    {
        using LeakingJvm jvm = LeakingJvm.Start(feature);
        Task<Answer> trace = Task.Run(() => Answer.Of("trace", jvm.Target, "--for", "4s", "--leaks", "--older", "1s", "--interval", "64k", "--no-census", "--yes", "--json"));
        double made = 0;
        for (; !trace.Wait(0); made += 10_000 * 30_016 + 1000 * 30_016)
        {
            jvm.Tell("pass 10000 30011");
            jvm.Tell("keep 1000 30011");
            jvm.Tell("free");
        }

        Assert.True(trace.Result.ExitCode == 0, trace.Result.Talk);
        JsonElement told = trace.Result.Json.GetProperty("trace");
        Assert.True(told.GetProperty("samples").GetInt64() > 100);
        Assert.InRange(told.GetProperty("live").EnumerateArray().Sum(row => row.GetProperty("bytes").GetDouble()), 0, made / 100);
    }

    [JdkFact(17)]
    public void What_malloc_grew_by_was_seen_and_sizes_that_grew_are_noted_block_by_block()
    {
        using LeakingJvm jvm = LeakingJvm.Start(17);
        Task<Answer> trace = Task.Run(() => Answer.Of("trace", jvm.Target, "--for", "4s", "--interval", "64k", "--grown", "--yes", "--json"));
        while (!trace.Wait(20))
        {
            jvm.Tell("keep 40 4099");
            jvm.Tell("keep 4 104729");
        }

        Assert.True(trace.Result.ExitCode == 0, trace.Result.Talk);
        JsonElement told = trace.Result.Json.GetProperty("trace"), coverage = told.GetProperty("coverage"), sizes = told.GetProperty("sizes");
        Assert.True(coverage.GetProperty("grown_bytes").GetInt64() > 4 << 20, coverage.ToString());
        Assert.Equal("whole", coverage.GetProperty("verdict").GetString());
        Assert.Contains(sizes.GetProperty("ranges").EnumerateArray(), range => range.GetProperty("from").GetInt64() <= 4099 && 4099 <= range.GetProperty("to").GetInt64());
        Assert.True(sizes.GetProperty("blocks").GetInt64() > 0, sizes.ToString());
        Assert.Contains("keepBlocks", told.GetProperty("live")[0].GetProperty("java").GetString(), StringComparison.Ordinal);
        Assert.True(told.GetProperty("live")[0].GetProperty("grew_bytes").GetInt64() > 0);
    }

    [JdkFact(17)]
    public void What_no_probe_sees_is_told()
    {
        using LeakingJvm jvm = LeakingJvm.With(CPrograms.Library("blind"), 17);

        Answer answer = Answer.Of("trace", jvm.Target, "--for", "2s", "--yes", "--json");

        Assert.True(answer.ExitCode == 0, answer.Talk);
        JsonElement coverage = answer.Json.GetProperty("trace").GetProperty("coverage");
        Assert.Equal("part", coverage.GetProperty("verdict").GetString());
        Assert.InRange(coverage.GetProperty("share").GetDouble(), 0, 0.5);
        Assert.Contains(answer.Json.GetProperty("gaps").EnumerateArray(), gap => gap.GetProperty("id").GetString() == "trace-partial");
    }

    [JdkFact(17)]
    public void A_trace_is_held_against_an_earlier_one()
    {
        using TemporaryFolder folder = new();
        using LeakingJvm jvm = LeakingJvm.Start(17);
        Answer.Of("trace", jvm.Target, "--for", "1s", "--no-census", "--yes", "-o", folder.At("before.json")).Ends(0);

        Task<Answer> trace = Task.Run(() => Answer.Of("trace", jvm.Target, "--for", "2s", "--interval", "64k", "--no-census", "--yes", "--json", "--diff", folder.At("before.json")));
        while (!trace.Wait(20))
            jvm.Tell("keep 20 104729");

        JsonElement row = trace.Result.Json.GetProperty("trace").GetProperty("diff").GetProperty("rows")[0];
        Assert.Contains("keepBlocks", row.GetProperty("java").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, row.GetProperty("before_bytes_per_second").GetInt64());
        Assert.True(row.GetProperty("now_bytes_per_second").GetInt64() > row.GetProperty("error_bytes_per_second").GetInt64(), row.ToString());
        Answer.Of("trace", jvm.Target, "--for", "1s", "--by", "thread", "--yes", "--diff", folder.At("before.json")).Ends(2, "--by thread");
        Answer.Of("trace", jvm.Target, "--for", "1s", "--yes", "--diff", "/etc/hostname").Ends(2, "no answer of fathom trace");
    }

    /// <summary>In a terminal of its own, by script(1).</summary>
    [BinaryFact("script")]
    public void On_a_terminal_pages_are_shown_until_the_answer_is_there()
    {
        using LeakingJvm jvm = LeakingJvm.Start(17);

        string said = Outside.Run("env", "TERM=xterm", "script", "-qec", $"{Answer.Binary} trace {jvm.Target} --for 2s --yes", "/dev/null");

        int entered = said.IndexOf("\e[?1049h", StringComparison.Ordinal), left = said.IndexOf("\e[?1049l", StringComparison.Ordinal);
        Assert.True(entered >= 0 && left > entered, said);
        Assert.Contains("s sort by live", said[entered..left], StringComparison.Ordinal);
        Assert.Contains("Coverage", said[left..], StringComparison.Ordinal);
        Assert.Null(ProbeTable.Find(jvm.Id));
    }

    static ProbeSession Begin(LeakingJvm jvm, params long[] sizes)
    {
        // As much as it likes: the truth is what is tested here.
        ProbeOptions options = new(new Bytes(512 * 1024), Budget: 1_000_000_000) { Exact = [.. sizes.Select(size => new SizeRange(new Bytes(size), new Bytes(size)))] };
        Result<ProbeSession> session = ProbeSession.Begin(JvmProcess.Of(jvm.Id).Value, options);
        Assert.True(session.Ok, session.Gap?.ToString());
        return session.Value;
    }

    /// <summary>All values of what the program's own methods took by Unsafe: the JVM takes blocks for itself below them, too.</summary>
    static long[] Kept(AllocationProfile profile)
    {
        long[] sums = new long[4];
        for (int i = 0; i < profile.Samples.Count; i++)
        {
            string names = Names(profile, profile.Samples.Stacks[i]);
            if (!names.Contains("fathomtest.Leaks.", StringComparison.Ordinal) || !names.Contains("Unsafe.allocateMemory0", StringComparison.Ordinal))
                continue;
            for (int k = 0; k < sums.Length; k++)
                sums[k] += profile.Samples.Of(i)[k];
        }
        return sums;
    }

    static string Names(AllocationProfile profile, int stack)
    {
        List<string> names = [];
        for (int at = stack; at > 0; at = profile.Stacks.Parents[at])
            names.Add(profile.Frames.NameOf(profile.Stacks.Frames[at]));
        return string.Join('\n', names);
    }
}
