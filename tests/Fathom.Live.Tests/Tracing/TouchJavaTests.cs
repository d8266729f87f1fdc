using System.Globalization;
using Fathom.Accounting.Tracing;
using Fathom.Evidence;
using Fathom.Evidence.Tracing;
using Fathom.Live.Tests.Probe;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Kernel;

namespace Fathom.Live.Tests.Tracing;

/// <summary>Targets/Maps.java: who touches pages first is known to the line, where Java does it itself and where native code does it for Java.</summary>
public class TouchJavaTests
{
    const long Pages = 7 * 1024 * 1024 / 4096;

    [KernelTheory(17)]
    [InlineData("-Xint")]
    [InlineData("-Xcomp")]
    [InlineData("-Xmixed")]
    public void On_JDK_17(string mode) => Find(LeakingJvm.OfMaps(17, mode));

    [KernelTheory(25)]
    [InlineData("-Xint")]
    [InlineData("-Xcomp")]
    [InlineData("-Xmixed")]
    public void On_JDK_25(string mode) => Find(LeakingJvm.OfMaps(25, mode));

    [KernelRootTheory("sid")]
    [InlineData("-Xmixed")]
    public void On_JDK_8(string mode) => Find(LeakingJvm.OfMaps(Machine.Root("sid"), mode));

    static void Find(LeakingJvm started)
    {
        using LeakingJvm jvm = started;
        Result<TouchSession> begun = TouchSession.Begin(JvmProcess.Of(jvm.Id).Value);
        Assert.True(begun.Ok, begun.Gap?.ToString());
        using TouchSession session = begun.Value;
        jvm.Tell("touch");
        jvm.Tell("fill");
        session.Stop();

        TouchTrace trace = session.Read(new Dictionary<int, string>());

        Assert.Empty(session.WithoutJava);
        Assert.Equal(0, trace.Lost);
        TouchSummary summary = TouchSummary.Of(trace);
        AssertNear(summary, "touch", "the line of the touches");
        AssertNear(summary, "fill", "the line of the fill");
        Assert.True(jvm.IsAlive);
    }

    /// <summary>A row counts whole samples, one for 31 pages: one on each processor may be under way.</summary>
    static void AssertNear(TouchSummary summary, string method, string text)
    {
        int line = 1 + Array.FindIndex(CPrograms.Text("Maps.java").Split('\n'), each => each.Contains(text, StringComparison.Ordinal));
        string java = string.Create(CultureInfo.InvariantCulture, $"fathomtest.Maps.{method} (Maps.java:{line})");
        double touched = summary.Callers.Where(row => row.Java == java).Sum(row => row.Faults), error = (31 * 3 * Processors.Online().Length) + (Pages / 20);
        Assert.True(Math.Abs(touched - Pages) <= error, $"{touched} of {Pages} by {java}:\n{string.Join('\n', summary.Callers.Select(row => $"{row.Faults} {row.Name} <- {row.Java}"))}");
    }
}
