using System.Globalization;
using System.Text.RegularExpressions;
using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Lab;
using Fathom.Lab.Jdks;
using Fathom.Lab.Running;
using Fathom.Sources;
using Fathom.Tests;

namespace Fathom.Live.Tests.HotSpot;

/// <summary>Java objects read from outside, against what the JVM itself says of them.</summary>
static partial class JavaFacts
{
    /// <summary>What changes how references and headers look.</summary>
    public static TheoryData<int, string> Flags
    {
        get
        {
            TheoryData<int, string> data = [];
            foreach (int feature in (ReadOnlySpan<int>)[17, 25])
            {
                foreach (string flag in (ReadOnlySpan<string>)["-XX:+UseSerialGC", "-XX:+UseZGC", "-XX:+UseG1GC", "-XX:-UseCompressedOops"])
                    data.Add(feature, flag);
            }
            data.Add(17, "-XX:-UseCompressedClassPointers");
            data.Add(25, "-XX:+UseCompactObjectHeaders");
            return data;
        }
    }

    internal static void Check(int feature, string flag)
    {
        Jdk jdk = Machine.FindJdk(feature)!;
        RunRequest request = RunRequest.Small(Scenarios.Named("direct-kept").Value) with { Count = 11, ExtraFlags = [flag] };
        using ScenarioRun run = ScenarioRun.Start(request, jdk).Value;
        Assert.True(run.Next().Ok);
        Phase phase = run.Next().Value;
        string dump = Outside.Run(Path.Combine(jdk.Home, "bin", "jcmd"), run.Pid.ToString(CultureInfo.InvariantCulture), "Thread.print");

        Snapshot snapshot = LiveLook.At(run.Pid, new LookOptions()).Value;

        CheckBuffers(phase, snapshot.JvmState!.DirectBuffers);
        CheckThreads(dump, snapshot);
    }

    /// <summary>The program's line carries the figures of its BufferPoolMXBean, kilobytes rounded down.</summary>
    static void CheckBuffers(Phase phase, DirectBuffers? buffers)
    {
        (long count, Bytes used) = phase.BufferPool("direct")!.Value;

        Assert.Equal(count, buffers?.Count);
        Assert.InRange(buffers!.Value.Reserved.Value - used.Value, 0, 1023);
    }

    static void CheckThreads(string dump, Snapshot snapshot)
    {
        SortedSet<string> theirs = [.. PrintedThread().Matches(dump).Select(match => match.Groups["name"].Value + " " + Nid(match.Groups["nid"].Value))];
        SortedSet<string> ours = [.. ThreadUsage.Of(snapshot).Where(thread => thread.Java is not null)
            .Select(thread => string.Create(CultureInfo.InvariantCulture, $"{thread.Java!.Name} {thread.Thread.InsideTid}"))];

        // The listener that jcmd woke is of our own making; it may or may not be there yet.
        theirs.RemoveWhere(name => name.StartsWith("Attach Listener ", StringComparison.Ordinal));
        ours.RemoveWhere(name => name.StartsWith("Attach Listener ", StringComparison.Ordinal));
        Assert.NotEmpty(theirs);
        Assert.Equal(theirs, ours);
    }

    /// <summary>Hexadecimal up to 17, decimal since 21.</summary>
    static int Nid(string text) => text.StartsWith("0x", StringComparison.Ordinal)
        ? int.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : int.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Threads that run Java have a number; the VM's own have none.</summary>
    [GeneratedRegex("^\"(?<name>.*)\" #\\d+.* nid=(?<nid>\\S+)", RegexOptions.Multiline)]
    private static partial Regex PrintedThread();
}

[Collection("JDK 17")]
public sealed class JavaFactsTests
{
    public static TheoryData<int, string> Flags => JavaFacts.Flags;

    [JdkTheory(17, 25)]
    [MemberData(nameof(Flags))]
    public void Threads_and_direct_buffers_are_as_the_JVM_says(int feature, string flag) => JavaFacts.Check(feature, flag);
}
