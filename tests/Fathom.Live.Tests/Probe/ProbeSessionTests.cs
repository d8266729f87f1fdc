using System.Globalization;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Probe;
using Fathom.Tests;

namespace Fathom.Live.Tests.Probe;

/// <summary>The probe in JVMs, against a program that knows what it took.</summary>
public class ProbeSessionTests
{
    const long Interval = 65536;

    // Below the program's own method, and below sun.misc.Unsafe's, the JVM takes blocks for itself: compilers, method handles.
    const string Native = "jdk.internal.misc.Unsafe.allocateMemory0";

    internal static readonly int LineOfKeep = 1 + Array.FindIndex(CPrograms.Text("Leaks.java").Split('\n'), line => line.Contains("the line that is looked for", StringComparison.Ordinal));

    [JdkTheory(17, 25)]
    [InlineData(17, 104_729, 4001)]
    [InlineData(25, 104_729, 4001)]
    [InlineData(17, 1009, 200_003)]
    [InlineData(25, 1009, 200_003)]
    [InlineData(17, 104_729, 2003, "-XX:+UseZGC")]
    [InlineData(25, 104_729, 2003, "-XX:+UseShenandoahGC", "-XX:+UnlockExperimentalVMOptions", "-XX:+UseCompactObjectHeaders")]
    public void What_was_kept_is_found_with_its_line(int feature, int size, int count, params string[] flags)
    {
        using LeakingJvm jvm = LeakingJvm.Start(feature, flags);
        Find(jvm, size, count);
    }

    [RootFact("sid")]
    public void On_JDK_8() => FindIn("sid", "sun.misc.Unsafe.allocateMemory");

    [RootFact("bullseye")]
    public void On_JDK_11() => FindIn("bullseye");

    [RootFact("trixie")]
    public void On_JDK_21() => FindIn("trixie");

    /// <summary>From its first function on, not from fathom's next look.</summary>
    [JdkTheory(17, 25)]
    [InlineData(17)]
    [InlineData(25)]
    public void What_a_library_takes_that_another_has_opened_is_seen(int feature)
    {
        const int count = 4001, size = 104_729;
        using LeakingJvm jvm = LeakingJvm.Start(feature);
        using ProbeSession session = Begin(jvm);

        jvm.Tell(string.Create(CultureInfo.InvariantCulture, $"plugin {LeakingJvm.Plugin} {count} {size}"));
        session.Renew();

        double truth = (double)count * size, chance = -Math.Exp(-(double)size / Interval) + 1, deviation = truth * Math.Sqrt((1 - chance) / chance / count);
        Assert.InRange(Report(session.Read(TimeSpan.Zero, new Dictionary<int, string>()), "keep_plugged").Moments[0].Total, truth - 5 * deviation, truth + 5 * deviation);
    }

    [JdkFact(17)]
    public void A_target_that_ends_leaves_its_table()
    {
        using LeakingJvm jvm = LeakingJvm.Start(17);
        using ProbeSession session = Begin(jvm);
        jvm.Tell("keep 1009 104729");
        session.Renew();
        Signal.Send(jvm.Id, Signal.Kill);
        Assert.True(SpinWait.SpinUntil(() => !session.Jvm.IsAlive(), TimeSpan.FromSeconds(30)));

        AllocationProfile profile = session.Read(TimeSpan.Zero, new Dictionary<int, string>());

        Assert.InRange(Report(profile, Native).Moments[0].Total, 0.8 * 1009 * 104729, 1.2 * 1009 * 104729);
        Assert.Contains("fathomtest.Leaks.keepBlocks", Heaviest(Report(profile, "keepBlocks")), StringComparison.Ordinal);
    }

    [JdkFact(17)]
    public void Only_one_traces_at_a_time_and_the_next_may_when_it_has_ended()
    {
        using LeakingJvm jvm = LeakingJvm.Start(17);
        using (Begin(jvm))
            Assert.Equal("probe-busy", ProbeSession.Begin(JvmProcess.Of(jvm.Id).Value, ProbeOptions.Ordinary).Gap?.Id);
        Assert.Null(ProbeTable.Find(jvm.Id));

        using ProbeSession again = Begin(jvm);
        jvm.Tell("keep 1009 104729");
        Assert.InRange(again.Table[ProbeCounter.Samples], 500, 5000);
    }

    [JdkFact(17)]
    public void Of_two_that_begin_at_once_one_traces()
    {
        using LeakingJvm jvm = LeakingJvm.Start(17);
        JvmProcess process = JvmProcess.Of(jvm.Id).Value;
        // Of two signals for the attach listener's sake the second one would be taken for a wish to see all threads.
        using (Begin(jvm))
            Assert.NotNull(ProbeTable.Find(jvm.Id));
        for (int round = 0; round < 12; round++)
        {
            Result<ProbeSession>[] both = new Result<ProbeSession>[2];
            using Barrier together = new(2);
            Thread[] fathoms = [.. both.Select((_, i) => new Thread(() =>
            {
                together.SignalAndWait();
                both[i] = ProbeSession.Begin(process, ProbeOptions.Ordinary);
            }))];
            Array.ForEach(fathoms, thread => thread.Start());
            Array.ForEach(fathoms, thread => thread.Join());

            Assert.True(both.Count(session => session.Ok) == 1, string.Join("; ", both.Select(session => session.Gap?.ToString())));
            Result<ProbeSession> one = both.Single(session => session.Ok);
            Assert.Equal("probe-busy", Assert.Single(both, session => !session.Ok).Gap?.Id);
            // Its words are obeyed, and its own table is the one that fills.
            jvm.Tell("pass 1009 104729");
            Assert.True(one.Value.Table[ProbeCounter.Samples] > 50);
            one.Value.Dispose();
            Assert.False(one.Value.IsLeft);
            Assert.Null(ProbeTable.Find(jvm.Id));
        }
    }

    [JdkTheory(17, 25)]
    [InlineData(17)]
    [InlineData(25)]
    public void Sessions_without_end_take_no_more_than_the_first(int feature)
    {
        using LeakingJvm jvm = LeakingJvm.Start(feature, "-XX:+UseSerialGC", "-Xms64m", "-XX:+AlwaysPreTouch");
        string process = $"/proc/{jvm.Id}/";
        (long Anonymous, int Mappings) early = default, late = default;
        for (int i = 0; i < 12; i++)
        {
            using (ProbeSession session = Begin(jvm))
                jvm.Tell("pass 1009 104729");
            late = (Anonymous(process), File.ReadLines(process + "maps").Count(line => line.Contains("fathom", StringComparison.Ordinal)));
            Assert.Null(ProbeTable.Find(jvm.Id));
            early = i == 3 ? late : early;
        }

        // A table that stayed would be 15 MB each time; the JVM's compilers go on taking some of their own.
        Assert.InRange(late.Anonymous - early.Anonymous, -20_000, 6000);
        Assert.Equal(early.Mappings, late.Mappings);
        Assert.DoesNotContain("memfd:fathom-probe", File.ReadAllText(process + "maps"), StringComparison.Ordinal);
    }

    /// <summary>The JVM's own log as judge. What it does once a second by itself does not count.</summary>
    [JdkTheory(17, 25)]
    [InlineData(17, "")]
    [InlineData(25, "SetNotifyJvmtiEventsMode")]
    public void Java_threads_are_stopped_at_most_once(int feature, string expected)
    {
        using TemporaryFolder folder = new();
        using LeakingJvm jvm = LeakingJvm.Start(feature, "-XX:+UseSerialGC", "-Xlog:safepoint:file=" + folder.At("log"));
        for (int i = 0; i < 2; i++)
        {
            using ProbeSession session = Begin(jvm);
            jvm.Tell("pass 1009 104729");
            Assert.True(session.LeadingIn > session.LeadingInJvm && session.LeadingInJvm > TimeSpan.Zero);
        }
        string[] stops = [.. File.ReadLines(folder.At("log")).Where(line => line.Contains("Safepoint \"", StringComparison.Ordinal))
            .Select(line => line.Split('"')[1]).Where(name => name is not ("Cleanup" or "ICBufferFull"))];
        Assert.Equal(expected.Length == 0 ? [] : [expected], stops);
    }

    static long Anonymous(string process) => long.Parse(File.ReadLines(process + "status").First(line => line.StartsWith("RssAnon", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    static void FindIn(string suite, string native = Native)
    {
        using LeakingJvm jvm = LeakingJvm.Start(Machine.Root(suite));
        Find(jvm, 104_729, 2003, native);
    }

    static void Find(LeakingJvm jvm, int size, int count, string native = Native)
    {
        using ProbeSession session = Begin(jvm);
        jvm.Tell(string.Create(CultureInfo.InvariantCulture, $"keep {count} {size}"));
        jvm.Tell(string.Create(CultureInfo.InvariantCulture, $"pass {count} {size}"));
        AllocationProfile profile = session.Read(TimeSpan.Zero, new Dictionary<int, string>());

        double truth = (double)count * size, chance = -Math.Exp(-(double)size / Interval) + 1;
        double deviation = truth * Math.Sqrt((1 - chance) / chance / count);
        ProfileReport report = Report(profile, native);
        Assert.InRange(report.Moments[0].Total, truth - 5 * deviation, truth + 5 * deviation);
        Assert.Equal((0, 0), (session.Table[ProbeCounter.Stale], session.Table[ProbeCounter.BucketFull]));
        string stack = Heaviest(report);
        Assert.Contains($"fathomtest.Leaks.keepBlocks Leaks.java:{LineOfKeep}\n", stack, StringComparison.Ordinal);
        Assert.Contains("fathomtest.Leaks.obey Leaks.java:", stack, StringComparison.Ordinal);
        Assert.Contains("java.lang.Thread.run Thread.java:", stack, StringComparison.Ordinal);
        TraceSummary most = TraceSummary.Of(profile, FramePattern.Of("keepBlocks"))[0];
        Assert.Equal(("order-import-wo", $"fathomtest.Leaks.keepBlocks (Leaks.java:{LineOfKeep})"), (most.Thread, most.Java));
        Assert.Contains("libjvm.so", most.Native, StringComparison.Ordinal);

        jvm.Tell("free");
        ProfileReport left = Report(session.Read(TimeSpan.Zero, new Dictionary<int, string>()), native);
        Assert.True(left.Moments[0].Total == 0, $"{left.Moments[0].Total} of {truth} stay: {Heaviest(left)}");
        Assert.True(jvm.IsAlive);
    }

    static ProbeSession Begin(LeakingJvm jvm)
    {
        // As much as it likes: the truth is what is tested here.
        Result<ProbeSession> session = ProbeSession.Begin(JvmProcess.Of(jvm.Id).Value, new ProbeOptions(new Bytes(Interval), Budget: 1_000_000_000));
        Assert.True(session.Ok, session.Gap?.ToString());
        return session.Value;
    }

    static ProfileReport Report(AllocationProfile profile, string focus)
    {
        ProfileReport report = new(new ProfileQuestion { Focus = FramePattern.Of(focus), Grain = ProfileGrain.Line });
        Assert.Null(report.Add(profile));
        return report;
    }

    /// <summary>The stack with the most, the innermost first.</summary>
    static string Heaviest(ProfileReport report)
    {
        List<string> names = [];
        for (int at = Enumerable.Range(0, report.Forest.Count).MaxBy(node => report.Now[node]); at > 0; at = report.Forest.Parents[at])
            names.Add(report.Forest.Labels[report.Forest.NodeLabels[at]]);
        return string.Join('\n', names);
    }
}
