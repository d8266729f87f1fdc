using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources.Formats.HotSpot;
using Fathom.Sources.HotSpot;
using VmFlags = Fathom.Evidence.HotSpot.VmFlags;

namespace Fathom.Live.Tests.HotSpot;

/// <summary>What is read of a JVM's structures, against what the JVM itself says: its MXBeans and diagnostic commands.</summary>
public sealed class JvmFiguresLiveTests
{
    [JdkTheory(17, 25)]
    [InlineData(17, "-XX:+UseG1GC")]
    [InlineData(17, "-XX:+UseParallelGC")]
    [InlineData(17, "-XX:+UseSerialGC")]
    [InlineData(17, "-XX:+UseZGC")]
    [InlineData(25, "-XX:+UseG1GC")]
    [InlineData(25, "-XX:+UseParallelGC")]
    [InlineData(25, "-XX:+UseSerialGC")]
    [InlineData(25, "-XX:+UseZGC")]
    [InlineData(25, "-XX:+UseShenandoahGC")]
    public void Figures_are_those_that_the_JVM_gives(int feature, string collector)
    {
        using HoldingJvm jvm = HoldingJvm.Start(feature, collector, "-XX:MaxDirectMemorySize=100m", "-XX:+AlwaysPreTouch");
        jvm.Ask("GC.heap_info");
        HeapInfo before = Heap(jvm);
        CodeCacheReport code = CodeCacheText.Parse(jvm.Ask("Compiler.codecache"), "jcmd").Value;
        VmFlags flags = VmFlagsText.Parse(jvm.Ask("VM.flags -all"), "jcmd").Value;

        JvmState state = jvm.Look();

        CheckHeap(before, Heap(jvm), state);
        CheckCode(code, CodeCacheText.Parse(jvm.Ask("Compiler.codecache"), "jcmd").Value, state.Figures!);
        CheckFlags(flags, state.Flags);
        CheckBuffers(jvm, state);
        CheckReferences(Encoding.UTF8.GetString(jvm.Ask("Thread.print")), state.Figures!);
        Assert.Equal(Bytes.FromMiB(100), state.Figures!.DirectLimit);
    }

    [Theory]
    [InRoot("sid", "-XX:+UseSerialGC")]
    [InRoot("sid", "-XX:+UseConcMarkSweepGC")]
    [InRoot("bullseye", "-XX:+UseConcMarkSweepGC")]
    [InRoot("bullseye", "-XX:+UseConcMarkSweepGC", "-XX:-UseCompressedOops")]
    [InRoot("bullseye", "-XX:+UseG1GC")]
    [InRoot("bullseye", "-XX:+UnlockExperimentalVMOptions", "-XX:+UseZGC")]
    [InRoot("bullseye", "-XX:+UnlockExperimentalVMOptions", "-XX:+UseShenandoahGC")]
    [InRoot("trixie", "-XX:+UseParallelGC")]
    public void Older_and_newer_JVMs_are_read_the_same_way(string suite, params string[] collector)
    {
        using HoldingJvm jvm = HoldingJvm.Start(Machine.Root(suite), collector);
        VmFlags flags = VmFlagsText.Parse(jvm.Ask("VM.flags -all"), "jcmd").Value;

        (HeapInfo before, JvmState state, HeapInfo after) = Between(jvm);

        CheckHeap(before, after, state);
        CheckFlags(flags, state.Flags);
        CheckBuffers(jvm, state);
        CheckReferences(Encoding.UTF8.GetString(jvm.Ask("Thread.print")), state.Figures!);
    }

    /// <summary>With no file the same columns come from memory; with no counters those that the structures know.</summary>
    [JdkTheory(17, 25)]
    [InlineData(17)]
    [InlineData(25)]
    public void Counters_without_a_file_are_those_of_the_file(int feature)
    {
        using (HoldingJvm shared = HoldingJvm.Start(feature))
            Assert.Equal(Columns(PerfDataFile.Read(JvmProcess.Of(shared.Pid).Value).Value), Columns(shared.Look().Counters!));

        using HoldingJvm hidden = HoldingJvm.Start(feature, "-XX:+PerfDisableSharedMem");
        JvmProcess process = JvmProcess.Of(hidden.Pid).Value;
        Assert.False(PerfDataFile.Read(process).Ok);
        PerfData counters = new CounterSource(process).Read().Value;
        Assert.Equal(Columns(counters), Columns(hidden.Look().Counters!));
        Assert.Contains("fathomtest.Holds", counters.Text("sun.rt.javaCommand"), StringComparison.Ordinal);
        Assert.Equal(1, counters.Number("sun.gc.collector.1.invocations"));
    }

    [JdkFact(17)]
    public void A_JVM_that_counts_nothing_still_answers()
    {
        using HoldingJvm jvm = HoldingJvm.Start(17, "-XX:-UsePerfData", "-XX:+UseSerialGC");
        CounterSource source = new(JvmProcess.Of(jvm.Pid).Value);

        PerfData row = source.Read().Value;

        Assert.Equal(["perf-data-off"], source.Gaps.Select(gap => gap.Id));
        Assert.Equal(jvm.Says("pool Tenured_Gen"), (long[])[row.Number("sun.gc.generation.1.space.0.capacity")!.Value, row.Number("sun.gc.generation.1.space.0.used")!.Value]);
        Assert.Equal(0, Cli.Answer.Of("jvm", jvm.Pid.ToString(CultureInfo.InvariantCulture)).ExitCode);
        Assert.Equal(0, Cli.Answer.Of("jvm", jvm.Pid.ToString(CultureInfo.InvariantCulture), "--every", "5ms", "--count", "2").ExitCode);
    }

    static string[] Columns(PerfData data) =>
        [.. JstatColumns.Gc(data).Select(column => column.Title + " " + column.Show(data))];

    static HeapInfo Heap(HoldingJvm jvm) => HeapInfoText.Parse(jvm.Ask("GC.heap_info"), "jcmd").Value;

    /// <summary>While a collector gives room back, neither of the JVM's two answers says what it used between them: ZGC collects as it warms up.</summary>
    static (HeapInfo Before, JvmState State, HeapInfo After) Between(HoldingJvm jvm)
    {
        const int most = 10;
        for (int i = 0; ; i++)
        {
            (HeapInfo before, JvmState state, HeapInfo after) = (Heap(jvm), jvm.Look(), Heap(jvm));
            if (Used(before) <= Used(after) || i == most)
                return (before, state, after);
        }
    }

    static long Used(HeapInfo info) => info.Spaces.Where(space => space.Depth == 0).Sum(space => space.Used?.Value ?? 0);

    /// <summary>A JVM that answers allocates a little; between two answers lies ours. They are rounded, some to MiB.</summary>
    static void CheckHeap(HeapInfo before, HeapInfo after, JvmState state)
    {
        JvmFigures figures = state.Figures!;
        long rounding = state.Collector is "Z" or "Shenandoah" ? 1 << 20 : 1024;
        Assert.NotNull(figures.Heap);
        // 11 leaves the region that is being filled out of what it prints (G1CollectedHeap::used_unlocked).
        long filling = state.Collector == "G1" && state.Build?.Version.StartsWith("11.", StringComparison.Ordinal) == true
            ? figures.HeapSpaces.Single(space => space.Name == "eden").Used!.Value.Value : 0;
        Assert.InRange(figures.Heap.Used!.Value.Value - filling, Used(before) - (2 * rounding), Used(after) + (2 * rounding));
        if (before.Spaces.Count(space => space.Depth == 0) == 1)
            Assert.InRange(figures.Heap.Committed!.Value.Value - before.Spaces[0].Committed.Value, -rounding, rounding);
        foreach (ReportedSpace space in before.Spaces.Where(each => each.Depth == 1 && each.Name.StartsWith("eden", StringComparison.Ordinal)))
            Assert.Equal(space.Committed.Value / 1024, figures.HeapSpaces.Single(each => each.Name == "eden").Committed!.Value.Value / 1024);
    }

    static void CheckCode(CodeCacheReport before, CodeCacheReport after, JvmFigures figures)
    {
        Assert.Equal(before.Heaps.Select(heap => heap.Name), figures.CodeHeaps.Select(heap => heap.Name));
        foreach ((CodeHeap first, CodeHeap last, SpaceUse ours) in before.Heaps.Zip(after.Heaps, figures.CodeHeaps))
        {
            Assert.Equal(first.Size, ours.Reserved);
            Assert.InRange(ours.Committed!.Value.Value, first.Committed!.Value.Length.Value, last.Committed!.Value.Length.Value);
            Assert.InRange(ours.Used!.Value.Value / 1024, Math.Min(first.Used.Value, last.Used.Value) / 1024, Math.Max(first.Used.Value, last.Used.Value) / 1024);
            Assert.InRange(ours.MostUsed!.Value.Value / 1024, first.MaxUsed.Value / 1024, last.MaxUsed.Value / 1024);
        }
        Assert.InRange(figures.Code!.Blobs, before.Blobs!.Value - 20, after.Blobs!.Value + 20);
        Assert.InRange(figures.Code.Adapters, before.Adapters!.Value, after.Adapters!.Value);
    }

    /// <summary>Diagnostic flags are not printed unless unlocked; of the others each must be the same, and by the same hand.</summary>
    static void CheckFlags(VmFlags theirs, IReadOnlyList<VmFlag> ours)
    {
        Dictionary<string, VmFlag> printed = theirs.Flags.ToDictionary(flag => flag.Name);
        VmFlag[] both = [.. ours.Where(flag => printed.ContainsKey(flag.Name))];
        Assert.True(both.Length > 30, string.Join(' ', ours.Select(flag => flag.Name)));
        // JDK 8 says only whether a flag was set.
        bool marked = printed.Values.Any(flag => flag.Origin == "set");
        Assert.All(both, flag => Assert.Equal(
            (flag.Name, printed[flag.Name].Value, printed[flag.Name].Origin),
            (flag.Name, flag.Value, !marked ? flag.Origin : flag.Origin == "default" ? null : "set")));
        Assert.Contains(ours, flag => flag is { Name: "MaxHeapSize", Value: "100663296", Origin: "command line" });
    }

    /// <summary>A thread dump ends with the numbers. Before 10 a deleted reference leaves its place in use, and weak ones are not printed.</summary>
    static void CheckReferences(string dump, JvmFigures figures)
    {
        Match said = Regex.Match(dump, @"JNI global ref(?:erence)?s: (\d+)(?:, weak refs: (\d+))?");
        JniReferences read = Assert.NotNull(figures.JniReferences);
        long global = long.Parse(said.Groups[1].Value, CultureInfo.InvariantCulture);
        if (said.Groups[2].Success)
            Assert.Equal((global, long.Parse(said.Groups[2].Value, CultureInfo.InvariantCulture)), (read.Global, read.Weak));
        else
            Assert.InRange(read.Global, global, global + 1000);
        Assert.Equal(0, figures.FinalizersWaiting);
    }

    static void CheckBuffers(HoldingJvm jvm, JvmState state)
    {
        DirectBuffers direct = state.DirectBuffers!.Value, mapped = state.Figures!.MappedBuffers!.Value;
        Assert.Equal(jvm.Says("buffers direct"), (long[])[direct.Count, direct.Reserved.Value, direct.Capacity.Value]);
        // The MXBean shows the capacity as "total capacity" and what is mapped, the start rounded down, as "used".
        Assert.Equal(jvm.Said("buffers mapped"), (long[])[mapped.Count, mapped.Reserved.Value, mapped.Capacity.Value]);
        NettyMemory netty = Assert.Single(state.Figures.Netty);
        Assert.Equal("shaded.io.netty.util.internal.PlatformDependent", netty.ClassName);
        Assert.Equal((12_345_678, 987_654_321), (netty.Used?.Value, netty.Limit?.Value));
    }
}
