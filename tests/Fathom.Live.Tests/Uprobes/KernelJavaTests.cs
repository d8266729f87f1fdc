using System.Diagnostics;
using System.Globalization;
using Fathom.Accounting.Profiles;
using Fathom.Evidence.Profiles;
using Fathom.Live.Tests.Probe;

namespace Fathom.Live.Tests.Uprobes;

/// <summary>The kernel watches JVMs: stacks through libraries without frame pointers, the interpreter and compiled code, to the line.</summary>
public class KernelJavaTests
{
    const long Interval = 1 << 18;

    static readonly int LineOfKeep = LineOf("Leaks.java", "the line that is looked for"), LineOfInflater = LineOf("Leaks.java", "kept.add(new Inflater());");

    [KernelTheory("JDK 17")]
    [InlineData]
    [InlineData("-Xcomp")]
    public void On_JDK_17(params string[] flags) => Find(LeakingJvm.Start(17, flags));

    [KernelTheory("JDK 25")]
    [InlineData]
    [InlineData("-Xcomp", "-XX:+UseZGC")]
    public void On_JDK_25(params string[] flags) => Find(LeakingJvm.Start(25, flags));

    [KernelFact("root sid")]
    public void On_JDK_8() => Find(LeakingJvm.Start(Machine.Root("sid")), "sun.misc.Unsafe.allocateMemory");

    [KernelFact("root bullseye")]
    public void On_JDK_11() => FindIn("bullseye");

    [KernelFact("root trixie")]
    public void On_JDK_21() => FindIn("trixie");

    [KernelFact("JDK 25")]
    public void A_foreign_function()
    {
        string source = CPrograms.Shared.Write("Foreign.java", CPrograms.Text("Foreign.java"));
        using Process java = Process.Start(new ProcessStartInfo(Machine.FindJdk(25)!.Java, ["-Xmx64m", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", source])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("ready", java.StandardOutput.ReadLine());
        using (Watched watched = Watched.Begin(java.Id, 65536))
        {
            java.StandardInput.Write('\n');
            java.StandardInput.Flush();
            Assert.Equal("ready", java.StandardOutput.ReadLine());

            AllocationProfile profile = watched.Read();

            // Each is seen; and what the JVM may take for itself while it links the call.
            Assert.InRange(Watched.Report(profile, "Foreign.takeBlocks").Moments[0].Total, 211 * 1_000_003, 1.01 * 211 * 1_000_003);
            TraceSummary most = TraceSummary.Of(profile, FramePattern.Of("takeBlocks"))[0];
            Assert.Equal($"Foreign.takeBlocks (Foreign.java:{LineOf("Foreign.java", "the line that is looked for")})", most.Java);
        }
        java.StandardInput.Close();
        java.WaitForExit();
    }

    static void FindIn(string suite) => Find(LeakingJvm.Start(Machine.Root(suite)));

    /// <param name="native">The method that takes the blocks: those before it load classes to warn of it, from JDK 24 on.</param>
    static void Find(LeakingJvm jvm, string native = "jdk.internal.misc.Unsafe.allocateMemory0")
    {
        using (jvm)
        using (Watched watched = Watched.Begin(jvm.Id, Interval))
        {
            watched.During(() =>
            {
                jvm.Tell("keep 1009 104729");
                jvm.Tell("inflaters 499");
            });
            AllocationProfile profile = watched.Read();

            watched.Holds(profile, "fathomtest.Leaks.keepBlocks", 1009, 104_729);
            watched.Holds(profile, native, 1009, 104_729);
            Assert.Equal(0, watched.Session.Figures(TimeSpan.Zero).Kernel!.Unnamed);
            TraceSummary kept = TraceSummary.Of(profile, FramePattern.Of("keepBlocks"))[0];
            Assert.Equal((string.Create(CultureInfo.InvariantCulture, $"fathomtest.Leaks.keepBlocks (Leaks.java:{LineOfKeep})"), "order-import-wo"), (kept.Java, kept.Thread));
            string stack = Heaviest(Watched.Report(profile, "keepBlocks"));
            Assert.Contains("fathomtest.Leaks.obey Leaks.java:", stack, StringComparison.Ordinal);
            Assert.Contains("java.lang.Thread.run Thread.java:", stack, StringComparison.Ordinal);
            TraceSummary inflated = TraceSummary.Of(profile, FramePattern.Of("keepInflaters"))[0];
            Assert.Equal($"fathomtest.Leaks.keepInflaters (Leaks.java:{LineOfInflater})", inflated.Java);
            Assert.Contains("nflate", inflated.Native, StringComparison.Ordinal);

            jvm.Tell("free");
            Assert.Equal(0, Watched.Report(watched.Read(), native).Moments[0].Total);
            Assert.True(jvm.IsAlive);
        }
    }

    static int LineOf(string file, string text) => 1 + Array.FindIndex(CPrograms.Text(file).Split('\n'), line => line.Contains(text, StringComparison.Ordinal));

    static string Heaviest(ProfileReport report)
    {
        List<string> names = [];
        for (int at = Enumerable.Range(0, report.Forest.Count).MaxBy(node => report.Now[node]); at > 0; at = report.Forest.Parents[at])
            names.Add(report.Forest.Labels[report.Forest.NodeLabels[at]]);
        return string.Join('\n', names);
    }
}
