using System.Diagnostics;
using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Lab.Jdks;
using Fathom.Sources;
using Fathom.Sources.HotSpot;
using Fathom.Sources.HotSpot.Objects;
using Fathom.Sources.Memory;
using Fathom.Tests;
using Xunit.Abstractions;

namespace Fathom.Live.Tests.HotSpot;

/// <summary>
/// A collection every 20 ms moves objects under the reader: it may say that it cannot tell, never a wrong figure.
/// FATHOM_SOAK_READS sets how often each JVM is read (bench/soak/storm).
/// </summary>
[Collection("JDK 17")]
public sealed class GcStormTests(ITestOutputHelper output)
{
    static readonly int Reads = int.TryParse(Environment.GetEnvironmentVariable("FATHOM_SOAK_READS"), NumberStyles.None,
        CultureInfo.InvariantCulture, out int asked) ? asked : 200;

    public static TheoryData<int, string> Collectors
    {
        get
        {
            TheoryData<int, string> data = [];
            foreach (string collector in (ReadOnlySpan<string>)["Serial", "Parallel", "G1", "Z", "Shenandoah"])
            {
                data.Add(17, collector);
                data.Add(25, collector);
            }
            return data;
        }
    }

    [JdkTheory(17, 25)]
    [MemberData(nameof(Collectors))]
    public void No_wrong_total_is_accepted_while_objects_move(int feature, string collector)
    {
        using Process jvm = Start(Machine.FindJdk(feature)!, collector);
        string[] truth = jvm.StandardOutput.ReadLine()!.Split(' ');
        Opened vm = Open(jvm.Id);
        HashSet<string> names = [.. Names(jvm.Id)];
        int told = 0, named = 0;

        for (int i = 0; i < Reads; i++)
        {
            if (vm.Facts.DirectBuffers() is { } buffers)
            {
                told++;
                Assert.Equal((truth[1], truth[2]),
                    (buffers.Count.ToString(CultureInfo.InvariantCulture), buffers.Capacity.Value.ToString(CultureInfo.InvariantCulture)));
            }
            foreach (Address thread in JavaThreads.Addresses(vm.Vm))
            {
                if (vm.Facts.ThreadName(Oops.Slot(vm.Vm, thread, "JavaThread", "_threadObj")) is not { } name)
                    continue;
                named++;
                Assert.Contains(name, names);
            }
        }
        int counted = CountObjects(jvm.Id, truth[1]);

        output.WriteLine($"storm {feature} {collector}: {Reads} reads: {told} totals and {named} names believed, {vm.Facts.Retries} reads made again; {counted} of {Counts} counts of objects exact; 0 wrong");
        jvm.StandardInput.Close();
        jvm.WaitForExit();
        Assert.True(told > 0, "not one read was believed");
    }

    /// <summary>
    /// ZGC leaves references as they were when it moves objects, and moves them to memory that had no pages when a look
    /// began. That is no reason not to know: the program runs on meanwhile, and finds its objects too.
    /// </summary>
    [Theory]
    [OnJdk(17)]
    [OnJdk(25)]
    public void What_ZGC_has_moved_is_found_again(int feature)
    {
        const int looks = 40;
        using Process jvm = Start(Machine.FindJdk(feature)!, "Z");
        string[] truth = jvm.StandardOutput.ReadLine()!.Split(' ');

        for (int i = 0; i < looks; i++)
        {
            JvmState state = LiveLook.At(jvm.Id, new LookOptions { JvmFigures = true }).Value.JvmState!;

            Assert.Equal(truth[1], state.DirectBuffers?.Count.ToString(CultureInfo.InvariantCulture));
            Assert.Equal(0, state.Figures!.FinalizersWaiting);
            Assert.Equal(128, state.Figures.DirectLimit?.Value >> 20);
            Assert.DoesNotContain(state.Threads, thread => thread.Name is null);
        }
        jvm.StandardInput.Close();
        jvm.WaitForExit();
    }

    const int Counts = 3;

    /// <summary>A count that calls itself exact has to be: the buffers are as many as the JVM knows of.</summary>
    static int CountObjects(int pid, string truth)
    {
        int exact = 0;
        for (int i = 0; i < Counts; i++)
        {
            JavaObjects objects = JavaObjectsLook.At(JvmProcess.Of(pid).Value, TimeSpan.FromMilliseconds(300), raw: false).Value.Objects;
            if (!objects.Scan.IsExact)
                continue;
            exact++;
            Assert.Equal(truth, objects.Counts.Single(count => count.Owns == "memory of allocateDirect").Count.ToString(CultureInfo.InvariantCulture));
        }
        return exact;
    }

    sealed record Opened(Vm Vm, JavaHeapFacts Facts);

    /// <summary>Whole looks would take most of the time: the tables are read once.</summary>
    static Opened Open(int pid)
    {
        Snapshot snapshot = LiveLook.At(pid, new LookOptions()).Value;
        LiveMemory memory = new(pid, new Pace());
        using VmSymbols symbols = VmSymbols.Open(snapshot, snapshot.Target.Jvm!.Library, pid, memory).Value;
        VmMemory words = new(memory);
        Vm vm = new(VmTables.Read(symbols, words)!, words);
        return new Opened(vm, new JavaHeapFacts(vm, Fathom.Sources.HotSpot.VmFlags.Read(vm)));
    }

    /// <summary>Every thread by the JVM's own word, and those that come and go.</summary>
    static IEnumerable<string> Names(int pid)
    {
        string dump = Outside.Run(Path.Combine(Machine.FindJdk(17)!.Home, "bin", "jcmd"), pid.ToString(CultureInfo.InvariantCulture), "Thread.print");
        return dump.Split('\n').Where(line => line.StartsWith('"')).Select(line => line[1..line.LastIndexOf('"')])
            .Append("Attach Listener").Concat(Enumerable.Range(0, 8).SelectMany(i => new[] { $"C1 CompilerThread{i}", $"C2 CompilerThread{i}" }));
    }

    static readonly Lazy<string> Classes = new(() =>
    {
        string source = CPrograms.Shared.Write("Storm.java", CPrograms.Text("Storm.java"));
        Outside.Run(Machine.FindJdk(17)!.Javac, "-nowarn", "-d", CPrograms.Shared.At("storm"), source);
        return CPrograms.Shared.At("storm");
    });

    static Process Start(Jdk jdk, string collector) => Process.Start(new ProcessStartInfo(jdk.Java,
        ["-Xmx128m", $"-XX:+Use{collector}GC", "-cp", Classes.Value, "fathomtest.Storm"])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;
}
