using System.Diagnostics;
using Fathom.Evidence.HotSpot;
using Fathom.Sources.HotSpot.Objects;
using Xunit.Abstractions;

namespace Fathom.Live.Tests.HotSpot;

/// <summary>
/// ZGC and Shenandoah copy objects while the program runs, and the old copies stand for a while. Of a JVM that is stopped at any moment it is told
/// how many buffers it made, or that it cannot be told.
/// </summary>
[Collection("JDK 17")]
public sealed class CopiedObjectsTests(ITestOutputHelper output)
{
    const int Buffers = 50_000, Stops = 25;

    static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(50);

    [Theory]
    [OnJdk(17, "Z")]
    [OnJdk(17, "Shenandoah")]
    [OnJdk(25, "Z")]
    [OnJdk(25, "Shenandoah")]
    public void An_object_that_was_copied_counts_once(int feature, string collector)
    {
        using IdleJvm jvm = IdleJvm.StartMoving(Machine.FindJdk(feature)!, Buffers, $"-XX:+Use{collector}GC");
        Check(jvm, $"{feature} {collector}");
    }

    [Theory]
    [InRoot("bullseye", "-XX:+UseZGC", "-XX:+UnlockExperimentalVMOptions")]
    [InRoot("bullseye", "-XX:+UseShenandoahGC", "-XX:+UnlockExperimentalVMOptions")]
    [InRoot("trixie", "-XX:+UseZGC", "-XX:-ZGenerational")]
    [InRoot("trixie", "-XX:+UseZGC", "-XX:+ZGenerational")]
    [InRoot("trixie", "-XX:+UseShenandoahGC", "-XX:+UseCompressedOops")]
    public void Nor_does_it_on_JDK_11_and_21(string suite, string collector, string option)
    {
        using IdleJvm jvm = IdleJvm.StartMoving(Machine.Root(suite), Buffers, option, collector);
        Check(jvm, $"{suite} {option} {collector}");
    }

    void Check(IdleJvm jvm, string name)
    {
        List<long> exact = [];
        for (int i = 0; i < Stops; i++)
        {
            RunOn(jvm.Id);
            using Stopped stopped = Signal.Stopping(jvm.Id);
            JavaObjects objects = JavaObjectsLook.At(jvm.Process, TimeSpan.FromSeconds(5), raw: false).Value.Objects;
            if (objects.Scan.IsExact)
                exact.Add(objects.Counts.Single(count => count.Owns == "memory of allocateDirect").Count);
        }
        output.WriteLine($"{name}: {exact.Count} of {Stops} exact");
        Assert.NotEmpty(exact);
        Assert.All(exact, count => Assert.Equal(Buffers, count));
    }

    /// <summary>For some of its own time, so that each stop meets another moment of a collection.</summary>
    static void RunOn(int pid)
    {
        using Process process = Process.GetProcessById(pid);
        TimeSpan begun = process.TotalProcessorTime;
        Assert.True(SpinWait.SpinUntil(() => { process.Refresh(); return process.TotalProcessorTime - begun > Apart; }, TimeSpan.FromSeconds(20)), "it does not run");
    }
}
