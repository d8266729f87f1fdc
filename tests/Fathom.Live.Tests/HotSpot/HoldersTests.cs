using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Sources;
using Fathom.Sources.Census;
using Fathom.Sources.Glibc;
using Fathom.Sources.HotSpot.Holders;
using Fathom.Sources.Memory;
using Fathom.Sources.Pages;
using Fathom.Sources.Proc;
using Xunit.Abstractions;

namespace Fathom.Live.Tests.HotSpot;

/// <summary>Who holds native memory and who refers to the holder, against the numbers that Keeps.java made.</summary>
static class HoldersCheck
{
    static readonly TimeSpan Budget = TimeSpan.FromSeconds(30);

    internal static void Check(IdleJvm jvm, ITestOutputHelper output)
    {
        using IdleJvm ending = jvm;
        HolderScan scan = Find(jvm.Id);
        output.WriteLine($"{scan.Scanned} of {scan.Heap} in {scan.Took}, moved {scan.Moved}");
        foreach (GroupHolder row in scan.Rows.Take(60))
            output.WriteLine($"{row.Group * 16} {row.Chunks} {row.HolderClass}.{row.HolderField} {row.State} {row.Referrer} [{row.Root}] {string.Join(" <- ", row.Path)}");
        Assert.False(scan.IsPartial);
        Assert.False(scan.Moved);

        // A thread without a name would be where another object is by now.
        Assert.DoesNotContain(scan.Rows, row => row.Root == "thread ?");
        GroupHolder[] streams = [.. scan.Rows.Where(row => row.HolderClass.EndsWith("ZStreamRef", StringComparison.Ordinal))];
        Assert.Equal(1009, streams.Where(row => row.Referrer == "com.example.Cache.map" && row.State == HolderState.Kept && row.Root == "static field").Sum(row => row.Chunks));
        // Queues of Shenandoah and G1 hold old words: what they lead to is not told, but never called kept.
        // On a stack, an old word of a dead variable looks like a new one.
        GroupHolder[] dropped = [.. streams.Where(row => row.State != HolderState.Kept || row.Root!.StartsWith("stack of ", StringComparison.Ordinal))];
        Assert.Equal(503, dropped.Sum(row => row.Chunks));
        Assert.InRange(dropped.Where(row => row.State == HolderState.Garbage).Sum(row => row.Chunks), 500, 503);
        Only(scan, 1000, "java.nio.DirectByteBuffer", "address", 37, "com.example.Cache.buffers");
        Only(scan, 2000, "java.lang.Long", "value", 211, "com.example.Cache.numbers");
        Only(scan, 3000, "long[]", null, 307, "com.example.Cache.table");
        Only(scan, 5000, "com.example.Keeps$Handle", "address", 401, "com.example.Keeps$Registry.handles");
        Only(scan, 300_000, "java.nio.DirectByteBuffer", "address", 31, "com.example.Cache.slices");
        GroupHolder local = Single(scan, 7000);
        Assert.Equal(("thread keeper", HolderState.Kept, 53), (local.Root, local.State, local.Chunks));
        GroupHolder buffers = Single(scan, 11_000);
        Assert.Equal(("java.nio.DirectByteBuffer", HolderState.Garbage, 23), (buffers.HolderClass, buffers.State, buffers.Chunks));
        GroupHolder[] orphans = [.. scan.Rows.Where(row => IsOf(row, 9000))];
        Assert.Equal(97, orphans.Sum(row => row.Chunks));
        Assert.All(orphans, row => Assert.NotEqual(HolderState.Kept, row.State));
        Assert.Equal(97, orphans.Where(row => row is { Referrer: "com.example.Keeps$Orphan.handles", State: HolderState.Garbage }).Sum(row => row.Chunks));
    }

    /// <summary>While objects are moved all the time, what is kept is never called garbage, nor more chunks held than there are.</summary>
    /// <param name="own">Streams that the JVM may have for itself: JDK 8 has some for jar files.</param>
    internal static void CheckMoving(IdleJvm jvm, ITestOutputHelper output, int own = 0)
    {
        using IdleJvm ending = jvm;
        for (int i = 0; i < 3; i++)
        {
            HolderScan scan = Find(jvm.Id, TimeSpan.FromSeconds(2));
            GroupHolder[] streams = [.. scan.Rows.Where(row => row.HolderClass.EndsWith("ZStreamRef", StringComparison.Ordinal))];
            output.WriteLine($"moved {scan.Moved}, partial {scan.IsPartial}: {string.Join(", ", streams.Select(row => $"{row.Chunks} {row.State} {row.Referrer}"))}");
            Assert.InRange(streams.Where(row => row.State == HolderState.Garbage).Sum(row => row.Chunks), 0, 503);
            Assert.InRange(streams.Sum(row => row.Chunks), 0, 1009 + 503 + own);
            foreach (int size in (ReadOnlySpan<int>)[1000, 2000, 3000, 5000, 7000])
                Assert.DoesNotContain(scan.Rows, row => IsOf(row, size) && row.State == HolderState.Garbage && row.HolderClass.Contains("Keeps", StringComparison.Ordinal));
        }
    }

    internal static void CheckPartial(IdleJvm jvm, ITestOutputHelper output)
    {
        using IdleJvm ending = jvm;
        HolderScan some = Find(jvm.Id, TimeSpan.FromMilliseconds(1));
        HolderScan all = Find(jvm.Id);
        TimeSpan alone = FindNothing(jvm.Id), again = FindNothing(jvm.Id);
        output.WriteLine($"without holders {alone.TotalSeconds:0.000} s, again {again.TotalSeconds:0.000} s");
        output.WriteLine($"{all.Heap.Value >> 20} MiB, with referrers in {all.Took.TotalSeconds:0.000} s; of 1 ms {some.Scanned.Value >> 20} MiB in {some.Took.TotalSeconds:0.000} s; own peak {OwnFootprint.Peak()}");

        Assert.True(some.IsPartial);
        Assert.DoesNotContain(some.Rows, row => row.State == HolderState.Garbage);
        Assert.False(all.IsPartial);
    }

    /// <summary>As a user gets it: with the groups of the census.</summary>
    internal static void CheckCensus(IdleJvm jvm)
    {
        using IdleJvm ending = jvm;
        ChunkCensus census = LiveLook.At(jvm.Id, new LookOptions { Census = new CensusOptions { HolderBudget = Budget } }).Value.Census!;
        GroupHolder[] streams = [.. census.Holders!.Rows.Where(row => row.Referrer == "com.example.Cache.map" && row.State == HolderState.Kept)];
        Assert.Equal(1009, streams.Sum(row => row.Chunks));
        Assert.All(streams, row => Assert.InRange(census.Groups[row.Group].Total.Count, row.Chunks, 10_000));
    }

    static void Only(HolderScan scan, int size, string holder, string? field, int count, string referrer)
    {
        GroupHolder row = Single(scan, size);
        Assert.Equal((holder, field, (long)count, referrer, HolderState.Kept), (row.HolderClass, row.HolderField, row.Chunks, row.Referrer, row.State));
        Assert.Equal("static field", row.Root);
    }

    /// <summary>The row of the blocks of one size; others of that size are a few.</summary>
    static GroupHolder Single(HolderScan scan, int size) =>
        scan.Rows.First(row => IsOf(row, size));

    /// <summary>A header of NMT adds some words.</summary>
    static bool IsOf(GroupHolder row, int size) => Math.Abs((row.Group * 16) - size - 24) <= (size > 100_000 ? 5000 : 32);

    internal static HolderScan Find(int pid, TimeSpan? budget = null)
    {
        Snapshot snapshot = LiveLook.At(pid, new LookOptions()).Value;
        LiveMemory live = new(pid, new Pace());
        LivePages pages = new(pid, new Pace());
        using PresentMemory present = new(live, snapshot.Pages!, snapshot.Mappings, new MapFiles(pid));
        SizesOfChunks sizes = new();
        MallocWalk.Walk(snapshot, present, live, pages, sizes);
        return HolderLook.Find(snapshot, sizes.Index(snapshot, present), present, live, pages, budget ?? Budget, census: Streams).Value.Scan;
    }

    /// <summary>What a census would say of the blocks of a z_stream's size: they have addresses of zlib's functions in them.</summary>
    static ChunkCensus Streams => new()
    {
        Groups = [new() { Number = 128 / 16, ChunkSize = new Bytes(128), Total = default, Words = [new GroupWord(64, "libz.so.1", 0, WordKind.Code)] }],
        Scan = new(default, default, default, default, default),
    };

    /// <summary>One pass over the heap, for no chunk is looked for.</summary>
    static TimeSpan FindNothing(int pid)
    {
        Snapshot snapshot = LiveLook.At(pid, new LookOptions()).Value;
        LiveMemory live = new(pid, new Pace());
        using PresentMemory present = new(live, snapshot.Pages!, snapshot.Mappings, new MapFiles(pid));
        ChunkIndex none = new();
        none.Seal();
        return HolderLook.Find(snapshot, none, present, live, new LivePages(pid, new Pace()), Budget).Value.Scan.Took;
    }

    /// <summary>Groups are sizes; what is free is in none.</summary>
    sealed class SizesOfChunks : IChunkVisitor
    {
        readonly Dictionary<Address, List<(ulong Address, ulong Size, bool IsLive)>> _arenas = [];
        List<(ulong Address, ulong Size, bool IsLive)> _chunks = [];

        public void Begin(Address arena) => _arenas[arena] = _chunks = [];

        public void Visit(ReadOnlySpan<Chunk> chunks, ulong start, ReadOnlySpan<byte> bytes)
        {
            foreach (Chunk chunk in chunks)
                _chunks.Add((chunk.Address, chunk.Size, chunk.State == ChunkState.InUse));
        }

        public void Cached(ReadOnlySpan<ulong> chunks)
        {
            HashSet<ulong> cached = [.. chunks];
            foreach (List<(ulong Address, ulong Size, bool IsLive)> each in _arenas.Values)
            {
                for (int i = 0; i < each.Count; i++)
                {
                    if (cached.Contains(each[i].Address))
                        each[i] = each[i] with { IsLive = false };
                }
            }
        }

        internal ChunkIndex Index(Snapshot snapshot, PresentMemory memory)
        {
            ChunkIndex index = new();
            foreach ((ulong address, ulong size, bool isLive) in _arenas.Values.SelectMany(chunks => chunks).Order())
                index.Add(address, size, isLive ? (ushort)Math.Min(65535, size / 16) : ChunkIndex.NotLive);
            foreach (MmappedChunks several in snapshot.Malloc.Mmapped)
            {
                byte[] head = new byte[16];
                for (ulong at = several.Range.Start.Value; at < several.Range.End.Value;)
                {
                    // An aligned block begins somewhere in its mapping: none of ours is one.
                    if (memory.Read(new Address(at), head) < 16 || (BitConverter.ToUInt64(head, 8) & ~7UL) is not (> 0 and var size))
                    {
                        at += 4096;
                        continue;
                    }
                    index.AddLarge(at, size, (ushort)Math.Min(65535, size / 16));
                    // From 2.42 on its size is without the header.
                    at = (at + size + 4095) & ~4095UL;
                }
            }
            index.Seal();
            return index;
        }
    }
}

[Collection("JDK 17")]
public sealed class Holders17Tests(ITestOutputHelper output)
{
    public static TheoryData<string> Flags => new(JavaObjectsCheck.Names.Append("-XX:NativeMemoryTracking=summary"));

    [JdkTheory(17)]
    [MemberData(nameof(Flags))]
    public void Holders_and_their_referrers_are_told(string flag) => HoldersCheck.Check(IdleJvm.StartKeeping(Machine.FindJdk(17)!, flag), output);

    [JdkTheory(17)]
    [InlineData("-XX:+UseG1GC")]
    [InlineData("-XX:+UseZGC")]
    public void What_is_kept_is_no_garbage_while_it_moves(string flag) =>
        HoldersCheck.CheckMoving(IdleJvm.StartKeeping(Machine.FindJdk(17)!, flag, "-Dchurn=true"), output);

    [JdkFact(17)]
    public void A_census_tells_holders_of_its_groups() =>
        HoldersCheck.CheckCensus(IdleJvm.StartKeeping(Machine.FindJdk(17)!, "-XX:+UseG1GC"));

    [JdkFact(17)]
    public void Of_part_of_a_heap_nothing_is_called_garbage() =>
        HoldersCheck.CheckPartial(IdleJvm.StartKeeping(Machine.FindJdk(17)!, "-XX:+UseParallelGC", "-Xmx600m", "-Dfill=200"), output);
}

[Collection("JDK 25")]
public sealed class Holders25Tests(ITestOutputHelper output)
{
    public static TheoryData<string> Flags => new(JavaObjectsCheck.Names.Append("-XX:+UseCompactObjectHeaders").Append("-XX:NativeMemoryTracking=summary"));

    [JdkTheory(25)]
    [MemberData(nameof(Flags))]
    public void Holders_and_their_referrers_are_told(string flag) => HoldersCheck.Check(IdleJvm.StartKeeping(Machine.FindJdk(25)!, flag), output);

    [JdkTheory(25)]
    [InlineData("-XX:+UseZGC")]
    [InlineData("-XX:+UseShenandoahGC")]
    public void What_is_kept_is_no_garbage_while_it_moves(string flag) =>
        HoldersCheck.CheckMoving(IdleJvm.StartKeeping(Machine.FindJdk(25)!, flag, "-Dchurn=true"), output);
}

public sealed class HoldersInRootsTests(ITestOutputHelper output)
{
    /// <summary>What both of JDK 11's concurrent collectors were.</summary>
    const string Experimental = "-XX:+UnlockExperimentalVMOptions";

    [RootTheory("bullseye")]
    [InlineData("-XX:+UseSerialGC")]
    [InlineData("-XX:+UseG1GC")]
    [InlineData("-XX:+UseZGC")]
    [InlineData("-XX:+UseShenandoahGC")]
    [InlineData("-XX:+UseConcMarkSweepGC")]
    [InlineData("-XX:+UseConcMarkSweepGC", "-XX:-UseCompressedOops")]
    public void On_JDK_11(params string[] flags) => HoldersCheck.Check(IdleJvm.StartKeeping(Machine.Root("bullseye"), [Experimental, .. flags]), output);

    [RootTheory("bullseye")]
    [InlineData("-XX:+UseConcMarkSweepGC")]
    [InlineData("-XX:+UseZGC")]
    [InlineData("-XX:+UseShenandoahGC")]
    public void What_is_kept_is_no_garbage_while_it_moves_on_JDK_11(string flag) =>
        HoldersCheck.CheckMoving(IdleJvm.StartKeeping(Machine.Root("bullseye"), Experimental, flag, "-Dchurn=true"), output);

    [RootTheory("trixie")]
    [InlineData("-XX:+UseG1GC")]
    [InlineData("-XX:+UseZGC")]
    [InlineData("-XX:+UseShenandoahGC")]
    public void On_JDK_21(string flag) => HoldersCheck.Check(IdleJvm.StartKeeping(Machine.Root("trixie"), flag), output);

    [RootTheory("sid")]
    [InlineData("-XX:+UseParallelGC")]
    [InlineData("-XX:+UseG1GC")]
    [InlineData("-XX:+UseConcMarkSweepGC")]
    [InlineData("-XX:+UseConcMarkSweepGC", "-XX:-UseCompressedOops")]
    public void On_JDK_8(params string[] flags) => HoldersCheck.Check(IdleJvm.StartKeeping(Machine.Root("sid"), flags), output);

    /// <summary>What is promoted at once dies in the old space, which CMS sweeps again and again.</summary>
    static readonly string[] Sweeping =
    [
        "-XX:+UseConcMarkSweepGC", "-Xmn2m", "-XX:MaxTenuringThreshold=0", "-XX:CMSInitiatingOccupancyFraction=1",
        "-XX:+UseCMSInitiatingOccupancyOnly", "-XX:+ExplicitGCInvokesConcurrent", "-Dchurn=true",
    ];

    [RootTheory("bullseye")]
    [InlineData("-XX:+UseCompressedOops")]
    [InlineData("-XX:-UseCompressedOops")]
    public void What_is_kept_is_no_garbage_while_it_is_swept_on_JDK_11(string flag) =>
        HoldersCheck.CheckMoving(IdleJvm.StartKeeping(Machine.Root("bullseye"), [.. Sweeping, flag]), output);

    [RootTheory("sid")]
    [InlineData("-XX:+UseCompressedOops")]
    [InlineData("-XX:-UseCompressedOops")]
    public void What_is_kept_is_no_garbage_while_it_is_swept_on_JDK_8(string flag) =>
        HoldersCheck.CheckMoving(IdleJvm.StartKeeping(Machine.Root("sid"), [.. Sweeping, flag]), output, own: 20);
}
