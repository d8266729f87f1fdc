using System.Globalization;
using Fathom.Accounting.Profiles;
using Fathom.Cli.Commands;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Lab.Roots;
using Fathom.Sources.Probe;

namespace Fathom.Live.Tests.Probe;

/// <summary>JVMs that take the probe up as they start, against a program that knows what it took.</summary>
public class ProgramTraceTests
{
    const long Interval = 65536;
    const int Count = 4001, Size = 104_729;

    [JdkTheory(17, 25)]
    [InlineData(17)]
    [InlineData(25)]
    public void What_was_kept_since_the_start_is_found_with_its_line(int feature) =>
        Find(LeakingJvm.Here(feature), "jdk.internal.misc.Unsafe.allocateMemory0", null, null);

    [RootFact("sid")]
    public void On_JDK_8() => FindIn("sid", "sun.misc.Unsafe.allocateMemory");

    [RootFact("bullseye")]
    public void On_JDK_11() => FindIn("bullseye", "jdk.internal.misc.Unsafe.allocateMemory0");

    [RootFact("trixie")]
    public void On_JDK_21() => FindIn("trixie", "jdk.internal.misc.Unsafe.allocateMemory0");

    [JdkTheory(17, 25)]
    [InlineData(17)]
    [InlineData(25)]
    public void A_thread_that_lives_to_the_end_has_its_whole_name(int feature)
    {
        ProcessTrace trace = Run(LeakingJvm.Here(feature), null, null, "daemon 1009 104729");

        Assert.Equal("a-daemon-with-a-name-of-many-words", TraceSummary.Of(trace.Profile!, FramePattern.Of("keepBlocks"))[0].Thread);
    }

    [JdkTheory(17, 25)]
    [InlineData(17)]
    [InlineData(25)]
    public void What_a_library_takes_that_another_has_opened_is_seen(int feature)
    {
        ProcessTrace trace = Run(LeakingJvm.Here(feature), null, null, string.Create(CultureInfo.InvariantCulture, $"plugin {LeakingJvm.Plugin} {Count} {Size}"));

        double truth = (double)Count * Size, chance = -Math.Exp(-(double)Size / Interval) + 1, deviation = truth * Math.Sqrt((1 - chance) / chance / Count);
        Assert.InRange(Report(trace.Profile!, "keep_plugged", "inuse_space").Moments[0].Total, truth - 5 * deviation, truth + 5 * deviation);
        TraceSummary most = TraceSummary.Of(trace.Profile!, FramePattern.Of("keep_plugged"))[0];
        Assert.Contains("libplugged.so", most.Native, StringComparison.Ordinal);
        Assert.StartsWith("fathomtest.Leaks.", most.Java, StringComparison.Ordinal);
    }

    [JdkFact(17)]
    public void Of_what_was_given_back_nothing_is_said()
    {
        const int passed = 40_009;
        ProcessTrace trace = Run(LeakingJvm.Here(17), null, null, string.Create(CultureInfo.InvariantCulture, $"pass {passed} {Size}"));

        // All of it, and what the JVM has taken for itself since its start.
        double traffic = Report(trace.Profile!, null, "alloc_space").Moments[0].Total;
        Assert.InRange(traffic, 0.9 * passed * Size, 1.2 * passed * Size);
        Assert.All(TraceSummary.Of(trace.Profile!, null), row => Assert.True(row.Bytes < 0.01 * traffic, $"{row}"));
        Assert.Equal(0, Report(trace.Profile!, "jdk.internal.misc.Unsafe.allocateMemory0", "inuse_space").Moments[0].Total);
    }

    /// <summary>The folder is mounted there, and the tmpfs over /tmp hides any other.</summary>
    static void FindIn(string suite, string native)
    {
        RootFs root = Machine.Root(suite);
        Find(LeakingJvm.In(root), native, JavaProgram.Classes, "/opt/fathom-lab");
    }

    static void Find(IReadOnlyList<string> command, string native, string? folder, string? inside)
    {
        ProcessTrace trace = Run(command, folder, inside, string.Create(CultureInfo.InvariantCulture, $"keep {Count} {Size}"));

        double truth = (double)Count * Size, chance = -Math.Exp(-(double)Size / Interval) + 1, deviation = truth * Math.Sqrt((1 - chance) / chance / Count);
        double found = Report(trace.Profile!, native, "inuse_space").Moments[0].Total;
        Assert.InRange(found, truth - 5 * deviation, truth + 5 * deviation);
        Assert.InRange(found, 0.9 * truth, 1.1 * truth);
        int line = 1 + Array.FindIndex(CPrograms.Text("Leaks.java").Split('\n'), text => text.Contains("the line that is looked for", StringComparison.Ordinal));
        TraceSummary most = TraceSummary.Of(trace.Profile!, FramePattern.Of("keepBlocks"))[0];
        // The thread has ended before the JVM was asked: its name is the kernel's.
        Assert.Equal(("order-import-wo", string.Create(CultureInfo.InvariantCulture, $"fathomtest.Leaks.keepBlocks (Leaks.java:{line})")), (most.Thread, most.Java));
        Assert.Contains("libjvm.so", most.Native, StringComparison.Ordinal);
        Assert.StartsWith("fathomtest.Leaks (", trace.Name, StringComparison.Ordinal);
        Assert.Equal((0, 0, 0), (trace.Figures.Stale, trace.Figures.Lost, trace.Figures.ForeignSlots));
    }

    /// <summary>As `fathom run` does it, but that input and output are the test's.</summary>
    static ProcessTrace Run(IReadOnlyList<string> command, string? outside, string? inside, string line)
    {
        ProbeFolder folder = Value(ProbeFolder.Make(outside, inside));
        using ProgramTrace trace = Value(ProgramTrace.Begin(folder, new ProgramTraceOptions(new ProbeOptions(new Bytes(Interval), Budget: 1_000_000_000), TimeSpan.Zero)));
        using CancellationTokenSource over = new();
        Task watching = Task.Run(() =>
        {
            while (!over.IsCancellationRequested)
                trace.Step(TimeSpan.FromMilliseconds(20));
        });
        RunLaunch launch = RunLaunch.Of(command, folder, isPlaced: inside is not null, preload: false, nmt: null, _ => null);
        using (LeakingJvm jvm = LeakingJvm.Start(launch.Command, launch.Environment))
        {
            jvm.Tell(line);
            Assert.Equal(0, jvm.End());
        }
        over.Cancel();
        watching.Wait();
        trace.End();
        Assert.Equal(0, trace.Heirs());
        Assert.True(folder.Remove());
        Assert.Empty(trace.Gaps);
        return Assert.Single(trace.Processes);
    }

    static T Value<T>(Result<T> result)
    {
        Assert.True(result.Ok, result.Gap?.ToString());
        return result.Value;
    }

    static ProfileReport Report(AllocationProfile profile, string? focus, string column)
    {
        ProfileReport report = new(new ProfileQuestion { Focus = focus is null ? null : FramePattern.Of(focus), Column = column });
        Assert.Null(report.Add(profile));
        return report;
    }
}
