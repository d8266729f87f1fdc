using System.Globalization;
using System.Text;
using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Evidence.HeapDumps;
using Fathom.Sources.Files;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Live.Tests.HotSpot;

/// <summary>A dump of a JVM that does nothing, against GC.class_histogram -all before and after it, and what its program knows of itself.</summary>
static class HeapDumpCheck
{
    /// <param name="hidden">JDK 8 counts an object that its dump leaves out: what deleted JNI handles refer to (JNIHandles::deleted_handle).</param>
    internal static void Check(IdleJvm jvm, int hidden = 0)
    {
        using IdleJvm ending = jvm;
        Histogram(jvm);
        Dictionary<string, ClassCount> before = Histogram(jvm);

        HeapDump dump = Dump(jvm);

        Dictionary<string, ClassCount> after = Histogram(jvm);
        CheckKnown(dump);
        int compared = 0;
        long told = 0, learned = 0;
        List<string> differences = [];
        Dictionary<string, DumpedClass> ours = dump.Classes.GroupBy(one => one.Name).ToDictionary(group => group.Key, group => group.First());
        foreach ((string name, ClassCount theirs) in before)
        {
            // Mirrors are of several sizes; what fills holes is an int[] in a dump.
            if (after.GetValueOrDefault(name) != theirs || name is "java.lang.Class" or "int[]" || name.Contains("vm.Filler", StringComparison.Ordinal))
                continue;
            compared++;
            Assert.True(ours.TryGetValue(name, out DumpedClass? one), name);
            Assert.Equal((name, theirs.Count - (name == "java.lang.Object" ? hidden : 0)), (name, one.Count));
            (told, learned) = (told + theirs.Bytes, learned + one.Shallow.Value);
            if (one.Shallow.Value != theirs.Bytes)
                differences.Add($"{one.Shallow.Value - theirs.Bytes} {theirs.Count} {name}");
        }
        // An object that is the only one of its class may have a hole for a neighbour.
        Assert.True((double)learned / told is >= 0.998 and <= 1.002, $"{learned} of {told}\n{string.Join('\n', differences)}");
        Assert.InRange(compared, 100, int.MaxValue);
    }

    readonly record struct ClassCount(long Count, long Bytes);

    static HeapDump Dump(IdleJvm jvm)
    {
        // A root's own /tmp is small.
        string name = string.Create(CultureInfo.InvariantCulture, $"/var/lib/fathom-dump-{jvm.Id}.hprof"), path = $"/proc/{jvm.Id}/root{name}";
        try
        {
            Assert.Contains("created", jvm.Ask("GC.heap_dump -all " + name).Value, StringComparison.Ordinal);
            List<Gap> gaps = [];
            HeapDump dump = Assert.IsType<HeapDump>(HeapDumpFile.Of(path, gaps)?.Content);
            Assert.Empty(gaps);
            Assert.True(dump.IsWhole);
            return dump;
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The numbers of Owns.java.</summary>
    static void CheckKnown(HeapDump dump)
    {
        const int direct = 37, slices = 23, mapped = 11, inflaters = 41, deflaters = 29, threads = 13, loaders = 19, dropped = 7;
        DumpedOwner[] streams = [.. dump.Owners.Where(owner => owner.ClassName.EndsWith("ZStreamRef", StringComparison.Ordinal))];
        Assert.Equal(inflaters + deflaters, streams.Sum(Kept));
        DumpedOwner buffers = Of(dump, "memory of allocateDirect"), files = Of(dump, "a mapped file");
        Assert.Equal((direct, slices, mapped, loaders), (Kept(buffers), Of(dump, "a view of another direct buffer").Count, Kept(files), Kept(dump.Owners.Single(owner => owner.ClassName == "java.net.URLClassLoader"))));
        Assert.Equal(4096 * mapped + mapped * (mapped - 1) / 2, files.Native!.Value.Value);
        Assert.Equal(1000 * direct + direct * (direct - 1) / 2, buffers.Holders.Where(IsKept).Sum(holder => holder.Native!.Value.Value));
        Assert.InRange(buffers.Holders.Where(holder => holder.State == HolderState.Garbage).Sum(holder => holder.Count), 0, dropped);
        // The JVM's own threads run, though no dump names them as roots; loaders of the JDK's archive stay.
        Assert.DoesNotContain(dump.Owners.Where(owner => owner.Owns is "a stack and a JavaThread" or "metaspace of its classes"), owner => owner.Holders.Any(holder => holder.State != HolderState.Kept));
        Assert.Equal(threads, dump.Owners.Single(owner => owner.ClassName == "fathomtest.Owns$Worker").Open);
    }

    static DumpedOwner Of(HeapDump dump, string owns) => dump.Owners.Single(owner => owner.Owns == owns);

    static long Kept(DumpedOwner owner) => owner.Holders.Where(IsKept).Sum(holder => holder.Count);

    static bool IsKept(DumpedHolder holder) => holder is { State: HolderState.Kept, Referrer: "fathomtest.Owns.KEPT", Root: "static field" };

    static Dictionary<string, ClassCount> Histogram(IdleJvm jvm) =>
        ClassHistogramText.Parse(Encoding.UTF8.GetBytes(jvm.Ask("GC.class_histogram -all").Value), "histogram").Value.Classes
            .GroupBy(count => Readable(count.Name)).ToDictionary(group => group.Key, group => new ClassCount(group.Sum(count => count.Instances), group.Sum(count => count.Size.Value)));

    /// <summary>"[[I" is int[][].</summary>
    static string Readable(string name)
    {
        string element = name.TrimStart('[');
        int depth = name.Length - element.Length;
        string[] primitives = ["Zboolean", "Cchar", "Ffloat", "Ddouble", "Bbyte", "Sshort", "Iint", "Jlong"];
        string plain = depth == 0 ? element : element.Length == 1 ? primitives.Single(each => each[0] == element[0])[1..] : element[1..^1];
        return plain + string.Concat(Enumerable.Repeat("[]", depth));
    }
}

[Collection("JDK 17")]
public sealed class HeapDump17Tests
{
    [JdkTheory(17)]
    [InlineData("-XX:+UseSerialGC")]
    [InlineData("-XX:+UseParallelGC")]
    [InlineData("-XX:+UseG1GC")]
    [InlineData("-XX:+UseZGC")]
    [InlineData("-XX:+UseShenandoahGC")]
    [InlineData("-XX:-UseCompressedOops")]
    public void A_dump_says_what_the_JVM_says(string flag) => HeapDumpCheck.Check(IdleJvm.StartOwning(Machine.FindJdk(17)!, flag));
}

[Collection("JDK 25")]
public sealed class HeapDump25Tests
{
    [JdkTheory(25)]
    [InlineData("-XX:+UseSerialGC")]
    [InlineData("-XX:+UseParallelGC")]
    [InlineData("-XX:+UseG1GC")]
    [InlineData("-XX:+UseZGC")]
    [InlineData("-XX:+UseShenandoahGC")]
    [InlineData("-XX:+UseCompactObjectHeaders")]
    public void A_dump_says_what_the_JVM_says(string flag) => HeapDumpCheck.Check(IdleJvm.StartOwning(Machine.FindJdk(25)!, flag));
}

public sealed class HeapDumpInRootsTests
{
    [RootTheory("bullseye")]
    [InlineData("-XX:+UseG1GC")]
    // It keeps some 40 MiB for itself.
    [InlineData("-XX:+UseZGC", "-Xmx256m")]
    [InlineData("-XX:+UseShenandoahGC")]
    public void A_dump_says_what_JDK_11_says(params string[] flags) =>
        HeapDumpCheck.Check(IdleJvm.StartOwning(Machine.Root("bullseye"), ["-XX:+UnlockExperimentalVMOptions", .. flags]));

    [RootTheory("trixie")]
    [InlineData("-XX:+UseG1GC")]
    [InlineData("-XX:+UseZGC")]
    [InlineData("-XX:+ZGenerational", "-XX:+UseZGC")]
    public void A_dump_says_what_JDK_21_says(params string[] flags) => HeapDumpCheck.Check(IdleJvm.StartOwning(Machine.Root("trixie"), flags));

    [RootTheory("sid")]
    [InlineData("-XX:+UseParallelGC")]
    [InlineData("-XX:+UseG1GC")]
    [InlineData("-XX:+UseConcMarkSweepGC")]
    public void A_dump_says_what_JDK_8_says(string flag) => HeapDumpCheck.Check(IdleJvm.StartOwning(Machine.Root("sid"), flag), hidden: 1);
}
