using System.Globalization;
using Fathom.Accounting.Tracing;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Evidence.Tracing;
using Fathom.Live.Tests.Probe;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Kernel;

namespace Fathom.Live.Tests.Tracing;

/// <summary>Targets/Maps.java: who asks the kernel is known to the line, in the interpreter and in compiled code. The truth is the program's own text.</summary>
public class OsJavaTests
{
    const long MiB = 1 << 20;

    [KernelTheory(17)]
    [InlineData("-Xint")]
    [InlineData("-Xcomp")]
    [InlineData("-Xmixed")]
    public void On_JDK_17(string mode) => Find(LeakingJvm.OfMaps(17, mode), mode);

    [KernelTheory(25)]
    [InlineData("-Xint")]
    [InlineData("-Xcomp")]
    [InlineData("-Xmixed")]
    public void On_JDK_25(string mode) => Find(LeakingJvm.OfMaps(25, mode), mode);

    [KernelRootTheory("sid")]
    [InlineData("-Xint")]
    [InlineData("-Xmixed")]
    public void On_JDK_8(string mode) => Find(LeakingJvm.OfMaps(Machine.Root("sid"), mode), mode, OsPurpose.Jvm);

    [KernelRootTheory("bullseye")]
    [InlineData("-Xmixed")]
    public void On_JDK_11(string mode) => Find(LeakingJvm.OfMaps(Machine.Root("bullseye"), mode), mode);

    [KernelRootTheory("trixie")]
    [InlineData("-Xint")]
    [InlineData("-Xmixed")]
    public void On_JDK_21(string mode) => Find(LeakingJvm.OfMaps(Machine.Root("trixie"), mode), mode);

    /// <param name="blocks">In glibc 2.43 malloc ends in a jump, and where libc has no more names than it exports nobody sees malloc: then the JVM asks by itself.</param>
    static void Find(LeakingJvm started, string mode, OsPurpose blocks = OsPurpose.Block)
    {
        using LeakingJvm jvm = started;
        // Compiled with one inlined into the other; and calls once each, which stay in the interpreter.
        if (mode == "-Xmixed")
            jvm.Tell("warm");
        Result<OsSession> begun = OsSession.Begin(JvmProcess.Of(jvm.Id).Value);
        Assert.True(begun.Ok, begun.Gap?.ToString());
        using OsSession session = begun.Value;
        jvm.Tell("file");
        jvm.Tell("buffer");
        jvm.Tell("block");
        jvm.Tell("threads");
        session.Stop();

        OsTrace trace = session.Read(new Dictionary<int, string>());

        Assert.Empty(session.WithoutJava);
        Assert.Equal((0, 0, 0), (trace.Lost, trace.Unread, trace.Missed));
        OsSummary summary = OsSummary.Of(trace);
        // A file's pages are its own: they are in no sum.
        Assert.True(Of(summary, OsPurpose.File, "mapFile", "the line of the file").Calls > 0);
        Assert.Equal(5 * MiB + 4096, Of(summary, blocks, "takeBuffer", "the line of the buffer").Net.Value);
        Assert.Equal(7 * MiB + 4096, Of(summary, blocks, "takeBlock", "the line of the block").Net.Value);
        Assert.True(Of(summary, OsPurpose.Stack, "startThreads", "the line of the stacks").Net.Value > 0);
        Assert.Contains("fathomtest.Maps.main", CallersOf(trace.Profile, "fathomtest.Maps.takeBuffer"));
        Assert.True(jvm.IsAlive);
    }

    /// <summary>By the way the JVM takes some at the same lines for itself.</summary>
    static OsAmounts Of(OsSummary summary, OsPurpose purpose, string method, string text)
    {
        int line = 1 + Array.FindIndex(CPrograms.Text("Maps.java").Split('\n'), each => each.Contains(text, StringComparison.Ordinal));
        string java = string.Create(CultureInfo.InvariantCulture, $"fathomtest.Maps.{method} (Maps.java:{line})");
        OsUse? use = summary.Uses.Where(use => use.Purpose == purpose && use.Java == java).MaxBy(use => use.Amounts.Net.Value);
        Assert.True(use is not null, $"{purpose} of {java} is not among:\n{string.Join('\n', summary.Uses.Select(use => $"{use.Purpose} {use.Amounts.Net} {use.Native} <- {use.Java}"))}");
        return use.Amounts;
    }

    /// <summary>In the profile, which flame graphs are made of.</summary>
    static List<string> CallersOf(AllocationProfile profile, string method)
    {
        List<string> callers = [];
        for (int node = 1; node < profile.Stacks.Frames.Length; node++)
        {
            if (profile.Frames.NameOf(profile.Stacks.Frames[node]) != method)
                continue;
            for (int at = profile.Stacks.Parents[node]; at > 0; at = profile.Stacks.Parents[at])
                callers.Add(profile.Frames.NameOf(profile.Stacks.Frames[at]));
        }
        return callers;
    }
}
