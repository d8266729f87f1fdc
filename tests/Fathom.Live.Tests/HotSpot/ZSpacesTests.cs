using System.Globalization;
using System.Text.RegularExpressions;
using Fathom.Evidence;
using Fathom.Sources;

namespace Fathom.Live.Tests.HotSpot;

/// <summary>What of ZGC's heap is in use and what is kept for later, against the JVM's own GC.heap_info.</summary>
[Collection("JDK 25")]
public sealed partial class ZSpacesTests
{
    [JdkTheory(25)]
    [InlineData(17)]
    [InlineData(25)]
    public void Free_is_what_the_JVM_does_not_use(int feature)
    {
        using IdleJvm jvm = IdleJvm.Start(Machine.FindJdk(feature)!, "-XX:+UseZGC");
        (Match told, long mapped, long free) = Look(jvm);
        // JDK 17 maps all of it three times.
        int views = feature == 17 ? 3 : 1;
        Assert.Equal((Megabytes(told, "capacity"), Megabytes(told, "used")), (mapped / views >> 20, (mapped - free) / views >> 20));
    }

    /// <summary>It maps less than it has, and keeps pages that are free in its table.</summary>
    [RootFact("bullseye")]
    public void Free_is_what_JDK_11_does_not_use()
    {
        using IdleJvm jvm = IdleJvm.Start(Machine.Root("bullseye"), [], "-XX:+UnlockExperimentalVMOptions", "-XX:+UseZGC", "-Xmx128m");
        (Match told, long mapped, long free) = Look(jvm);
        Assert.Equal(Megabytes(told, "used"), (mapped - free) / 3 >> 20);
        Assert.InRange(mapped / 3 >> 20, Megabytes(told, "used") + 1, Megabytes(told, "capacity"));
    }

    static (Match Told, long Mapped, long Free) Look(IdleJvm jvm)
    {
        const int most = 10;
        jvm.Ask("GC.run");
        Match told = HeapInfo().Match(jvm.Ask("GC.heap_info").Value);
        Snapshot snapshot = LiveLook.At(jvm.Id, new LookOptions()).Value;
        // A page was given back or taken meanwhile: the JVM's answer is of another moment.
        for (int i = 0; HeapInfo().Match(jvm.Ask("GC.heap_info").Value) is var now && now.Value != told.Value && i < most; i++)
            (told, snapshot) = (now, LiveLook.At(jvm.Id, new LookOptions()).Value);
        long mapped = snapshot.Mappings.Where(mapping => mapping.Name == "/memfd:java_heap").Sum(mapping => mapping.Range.Length.Value);
        long free = snapshot.JvmState!.Ranges.Where(range => range is { Part: JvmPart.Heap, Name: "free" }).Sum(range => range.Range.Length.Value);
        return (told, mapped, free);
    }

    static long Megabytes(Match match, string name) => long.Parse(match.Groups[name].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"ZHeap\s+used (?<used>\d+)M, capacity (?<capacity>\d+)M")]
    private static partial Regex HeapInfo();
}
