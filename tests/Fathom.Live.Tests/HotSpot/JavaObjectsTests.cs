using System.Text;
using Fathom.Evidence.HotSpot;
using Fathom.Sources.Formats.HotSpot;
using Fathom.Sources.HotSpot.Objects;

namespace Fathom.Live.Tests.HotSpot;

/// <summary>
/// Objects counted from outside, against GC.class_histogram -all of the same JVM, asked before and after: what it says
/// twice must be what we say.
/// </summary>
static class JavaObjectsCheck
{
    static readonly TimeSpan Budget = TimeSpan.FromMinutes(1);

    internal static readonly string[] Names =
    [
        "-XX:+UseSerialGC", "-XX:+UseParallelGC", "-XX:+UseG1GC", "-XX:+UseZGC", "-XX:+UseShenandoahGC",
        "-XX:-UseCompressedOops", "-XX:-UseCompressedClassPointers",
    ];

    internal static void Check(IdleJvm jvm)
    {
        using IdleJvm ending = jvm;
        // The first question starts a thread and loads classes.
        Histogram(jvm);
        Dictionary<string, long> before = Histogram(jvm);

        JavaObjects objects = JavaObjectsLook.At(jvm.Process, Budget, raw: false).Value.Objects;

        Dictionary<string, long> after = Histogram(jvm);
        Assert.True(objects.Scan.IsExact, objects.Scan.ToString());
        CheckKnown(objects);
        CheckHistogram(objects, before, after);
    }

    /// <summary>The numbers of Owns.java.</summary>
    static void CheckKnown(JavaObjects objects)
    {
        const int direct = 37, slices = 23, mapped = 11, inflaters = 41, ended = 17, deflaters = 29, threads = 13, dropped = 7;
        // From JDK 8 to 25, before and since the streams became classes of their own.
        ObjectCount[] streams = [.. objects.Counts.Where(count => count.ClassName.EndsWith("ZStreamRef", StringComparison.Ordinal))];
        ObjectCount buffers = Of(objects, "memory of allocateDirect"), workers = objects.Counts.Single(count => count.ClassName == "fathomtest.Owns$Worker");

        // JDK 8 has inflaters of its own, for jar files.
        long own = streams is [{ ClassName: "java.util.zip.ZStreamRef" }] ? streams[0].Open!.Value - inflaters - deflaters : 0;
        Assert.InRange(own, 0, 20);
        Assert.Equal((inflaters + deflaters + own, ended), (streams.Sum(count => count.Open), streams.Sum(count => count.Count - count.Open)));
        Assert.Equal(slices, Of(objects, "a view of another direct buffer").Count);
        Assert.Equal((mapped, (4096 * mapped) + (mapped * (mapped - 1) / 2)), (Of(objects, "a mapped file").Count, Of(objects, "a mapped file").Native!.Value.Value));
        Assert.Equal(threads, workers.Open);
        // Those that were dropped after the last collection may have gone, or not.
        Assert.InRange(buffers.Count, direct, direct + dropped);
        Assert.Equal((1000 * direct) + (direct * (direct - 1) / 2) + (10 * (buffers.Count - direct)), buffers.Native!.Value.Value);
    }

    static ObjectCount Of(JavaObjects objects, string owns)
    {
        Assert.True(objects.Counts.Count(count => count.Owns == owns) == 1, $"{owns} is not among: {string.Join("; ", objects.Counts)}; {objects.Scan}");
        return objects.Counts.Single(count => count.Owns == owns);
    }

    static void CheckHistogram(JavaObjects objects, Dictionary<string, long> before, Dictionary<string, long> after)
    {
        // These two count what can be reached from roots, not what stands in the heap (zHeapIterator.cpp, shenandoahHeap.cpp);
        // and G1 up to 19 leaves out what its last marking found dead.
        bool withoutDead = objects.Collector is "Z" or "Shenandoah" or "G1";
        int compared = 0;
        foreach (IGrouping<string, ObjectCount> counts in objects.Counts.GroupBy(count => count.ClassName))
        {
            long ours = counts.Sum(count => count.Count), theirs = before.GetValueOrDefault(counts.Key);
            if (after.GetValueOrDefault(counts.Key) != theirs)
                continue;
            compared++;
            bool kept = !withoutDead || counts.Key.StartsWith("java.util.zip.", StringComparison.Ordinal) || counts.Key is "java.net.URLClassLoader" or "fathomtest.Owns$Worker";
            Assert.True(kept ? ours == theirs : ours >= theirs, $"{counts.Key}: {ours} for {theirs}");
        }
        Assert.InRange(compared, 8, int.MaxValue);
    }

    static Dictionary<string, long> Histogram(IdleJvm jvm)
    {
        string text = jvm.Ask("GC.class_histogram -all").Value;
        return ClassHistogramText.Parse(Encoding.UTF8.GetBytes(text), "histogram").Value.Classes
            .GroupBy(count => count.Name).ToDictionary(group => group.Key, group => group.Sum(count => count.Instances));
    }
}

[Collection("JDK 17")]
public sealed class JavaObjects17Tests
{
    public static TheoryData<string> Flags => new(JavaObjectsCheck.Names);

    [JdkTheory(17)]
    [MemberData(nameof(Flags))]
    public void Counts_are_as_the_JVM_says(string flag) => JavaObjectsCheck.Check(IdleJvm.StartOwning(Machine.FindJdk(17)!, flag));
}

[Collection("JDK 25")]
public sealed class JavaObjects25Tests
{
    public static TheoryData<string> Flags => new(JavaObjectsCheck.Names.Append("-XX:+UseCompactObjectHeaders"));

    [JdkTheory(25)]
    [MemberData(nameof(Flags))]
    public void Counts_are_as_the_JVM_says(string flag) => JavaObjectsCheck.Check(IdleJvm.StartOwning(Machine.FindJdk(25)!, flag));
}

public sealed class JavaObjectsInRootsTests
{
    [RootTheory("bullseye")]
    [InlineData("-XX:+UseSerialGC")]
    [InlineData("-XX:+UseG1GC")]
    // It keeps some 40 MiB for itself.
    [InlineData("-XX:+UseZGC", "-Xmx256m")]
    [InlineData("-XX:+UseShenandoahGC")]
    [InlineData("-XX:+UseConcMarkSweepGC")]
    [InlineData("-XX:+UseConcMarkSweepGC", "-XX:-UseCompressedOops")]
    [InlineData("-XX:+UseConcMarkSweepGC", "-XX:-UseCompressedClassPointers")]
    [InlineData("-XX:+UseConcMarkSweepGC", "-XX:ObjectAlignmentInBytes=16")]
    // Swept, not compacted: free chunks stand between the objects.
    [InlineData("-XX:+UseConcMarkSweepGC", "-XX:+ExplicitGCInvokesConcurrent", "-Xmn1m", "-XX:MaxTenuringThreshold=0")]
    [InlineData("-XX:+UseConcMarkSweepGC", "-XX:+ExplicitGCInvokesConcurrent", "-Xmn1m", "-XX:MaxTenuringThreshold=0", "-XX:-UseCompressedOops")]
    public void Counts_are_as_JDK_11_says(params string[] flags) =>
        JavaObjectsCheck.Check(IdleJvm.StartOwning(Machine.Root("bullseye"), ["-XX:+UnlockExperimentalVMOptions", .. flags]));

    [RootTheory("trixie")]
    [InlineData("-XX:+UseG1GC")]
    [InlineData("-XX:+UseZGC")]
    public void Counts_are_as_JDK_21_says(string flag) => JavaObjectsCheck.Check(IdleJvm.StartOwning(Machine.Root("trixie"), flag));

    [RootTheory("sid")]
    [InlineData("-XX:+UseParallelGC")]
    [InlineData("-XX:+UseG1GC")]
    [InlineData("-XX:+UseConcMarkSweepGC")]
    [InlineData("-XX:+UseConcMarkSweepGC", "-XX:-UseCompressedOops")]
    [InlineData("-XX:+UseConcMarkSweepGC", "-XX:+ExplicitGCInvokesConcurrent", "-Xmn1m", "-XX:MaxTenuringThreshold=0")]
    public void Counts_are_as_JDK_8_says(params string[] flags) => JavaObjectsCheck.Check(IdleJvm.StartOwning(Machine.Root("sid"), flags));
}
