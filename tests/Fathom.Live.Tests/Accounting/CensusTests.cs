using Fathom.Accounting.Census;
using Fathom.Evidence;
using Fathom.Live.Tests.HotSpot;
using Fathom.Sources;
using Xunit.Abstractions;

namespace Fathom.Live.Tests.Accounting;

/// <summary>Whose the live blocks of a JVM are, against the numbers that Keeps.java made.</summary>
static class CensusCheck
{
    internal static void Check(IdleJvm jvm, ITestOutputHelper output)
    {
        using IdleJvm ending = jvm;
        LookOptions options = new() { Census = new() { Exact = true, HolderBudget = TimeSpan.FromSeconds(30) }, Deadline = TimeSpan.FromMinutes(1) };
        Snapshot snapshot = LiveLook.At(jvm.Id, options).Value;
        CensusRows rows = CensusRows.Of(snapshot);
        foreach (CensusRow row in rows.Rows.Take(20))
            output.WriteLine($"{row.Bytes.Value} {row.Count} {row.Owner} {row.Structure} {row.Holder} {row.Referrer} {row.Reachable}");

        CensusRow[] streams = [.. rows.Rows.Where(row => row.Structure == "zlib inflate stream")];
        Assert.All(streams, row => Assert.Contains(row.Owner, (string[])["libz.so.1", "libzip.so"]));
        // Holders of less than one in a hundred, the JDK's own streams, go with the largest row.
        Assert.InRange(streams.Single(row => row is { Referrer: "com.example.Cache.map", Reachable: Reachable.Java }).Count, 1009, 1019);
        // The JDK has some of its own: one for each open jar.
        Assert.InRange(streams.Sum(row => row.Count), 1009 + 503, 1009 + 503 + 10);
        Assert.Equal(37, rows.Rows.Single(row => row is { Structure: "direct buffer", Referrer: "com.example.Cache.buffers" }).Count);
        Assert.Equal(rows.Bytes, snapshot.Census!.Groups.Aggregate(Bytes.Zero, (sum, group) => sum + group.Total.Bytes));
        Assert.All(snapshot.Census.Groups.Where(group => group.NmtTag is not null && group.Total.Count > 0),
            group => Assert.Equal("libjvm.so", rows.Rows[rows.RowsOf[group.Number]].Owner));
    }
}

[Collection("JDK 17")]
public sealed class Census17Tests(ITestOutputHelper output)
{
    [JdkTheory(17)]
    [InlineData("-XX:+UseG1GC")]
    [InlineData("-XX:NativeMemoryTracking=summary")]
    public void Blocks_have_their_owners(string flag) => CensusCheck.Check(IdleJvm.StartKeeping(Machine.FindJdk(17)!, flag), output);
}

[Collection("JDK 25")]
public sealed class Census25Tests(ITestOutputHelper output)
{
    [JdkTheory(25)]
    [InlineData("-XX:+UseSerialGC")]
    [InlineData("-XX:NativeMemoryTracking=summary")]
    public void Blocks_have_their_owners(string flag) => CensusCheck.Check(IdleJvm.StartKeeping(Machine.FindJdk(25)!, flag), output);
}

public sealed class CensusInRootsTests(ITestOutputHelper output)
{
    [RootTheory("bullseye")]
    [InlineData("-XX:+UseSerialGC")]
    public void On_JDK_11(string flag) => CensusCheck.Check(IdleJvm.StartKeeping(Machine.Root("bullseye"), flag), output);

    [RootTheory("trixie")]
    [InlineData("-XX:+UseG1GC")]
    public void On_JDK_21(string flag) => CensusCheck.Check(IdleJvm.StartKeeping(Machine.Root("trixie"), flag), output);

    [RootTheory("sid")]
    [InlineData("-XX:+UseParallelGC")]
    public void On_JDK_8(string flag) => CensusCheck.Check(IdleJvm.StartKeeping(Machine.Root("sid"), flag), output);
}
