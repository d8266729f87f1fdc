using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Tests.Accounting.Malloc;

/// <summary>Made-up states of malloc: as a walk would tell them, without one.</summary>
static class MadeMalloc
{
    internal static Arena Arena(int number, params ReadOnlySpan<ArenaHeap> heaps) => new()
    {
        Number = number,
        Address = new Address(0x7f0000000030UL + ((ulong)number << 26)),
        Heaps = [.. heaps],
        Proof = WalkProof.Clean,
    };

    internal static MallocState State(params ReadOnlySpan<Arena> arenas) =>
        new() { Allocator = new Allocator(AllocatorKind.Glibc, "/lib/libc.so.6", null), Arenas = [.. arenas] };

    internal static HeapSplit Split(Random random, long bytes)
    {
        long[] cuts = [.. Enumerable.Range(0, 6).Select(_ => random.NextInt64(bytes + 1)).Order()];
        return new HeapSplit
        {
            InUse = new Bytes(cuts[0]),
            Cached = new Bytes(cuts[1] - cuts[0]),
            Trimmable = new Bytes(cuts[2] - cuts[1]),
            Locked = new Bytes(cuts[3] - cuts[2]),
            Top = new Bytes(cuts[4] - cuts[3]),
            Overhead = new Bytes(cuts[5] - cuts[4]),
            Unsplit = new Bytes(bytes - cuts[5]),
        };
    }

    /// <summary>A snapshot whose heaps were walked; what the walk counted of pages is right, or not.</summary>
    internal static Snapshot Walked(Random random, Snapshot snapshot, Func<long, long> counted) => snapshot with
    {
        MallocState = State(
            [.. snapshot.Malloc.Heaps.Select((heap, i) => Arena(i + 1, new ArenaHeap(heap.Range, heap.Range.Length)
            {
                Resident = Split(random, counted(Pages(snapshot, heap.Range, swapped: false))),
                Swapped = Split(random, counted(Pages(snapshot, heap.Range, swapped: true))),
            }) with { Proof = new WalkProof((WalkOutcome)random.Next(4), []) })]),
    };

    static long Pages(Snapshot snapshot, AddressRange range, bool swapped) => (snapshot.Pages ?? PageRuns.Empty)
        .Where(run => swapped ? run.IsSwapped : run.IsResident).Sum(run => run.Range.Intersect(range).Length.Value);

    /// <summary>What views are shown with: an arena of each sort, fragmentation, a grown threshold.</summary>
    internal static Snapshot Shown()
    {
        Arena main = Arena(0, Heap(0x555500000000, 132 * 1024, new() { InUse = Bytes.FromKiB(100), Overhead = Bytes.FromKiB(4), Top = Bytes.FromKiB(8), Trimmable = Bytes.FromKiB(8) })) with
        {
            Address = new Address(0x7ffff7e19c60),
            System = Bytes.FromKiB(132),
            MaxSystem = Bytes.FromKiB(264),
            InUse = new ChunkTotal(1_234, Bytes.FromKiB(100)),
            Top = Bytes.FromKiB(20),
            AttachedThreads = 1,
            Threads = [42],
            SizeClasses = [new SizeClass(new Bytes(48), new ChunkTotal(1_200, new Bytes(57_600)))],
        };
        Arena frag = Arena(1,
            Heap(0x7f0004000000, 64L << 20, new() { InUse = Bytes.FromMiB(20), Cached = Bytes.FromMiB(2), Locked = Bytes.FromMiB(22), Trimmable = Bytes.FromMiB(12), Overhead = Bytes.FromKiB(4) }),
            Heap(0x7f0008000000, 30L << 20, new() { InUse = Bytes.FromMiB(10), Locked = Bytes.FromMiB(5), Top = Bytes.FromMiB(1) })) with
        {
            System = Bytes.FromMiB(94),
            MaxSystem = Bytes.FromMiB(3000),
            InUse = new ChunkTotal(214_000, Bytes.FromMiB(34)),
            Free = new ChunkTotal(8_012, Bytes.FromMiB(50)),
            Fastbin = new ChunkTotal(100, Bytes.FromKiB(8)),
            Tcache = new ChunkTotal(4_100, Bytes.FromMiB(2)),
            Top = Bytes.FromMiB(2),
            AttachedThreads = 3,
            Threads = [50, 51, 52],
            SizeClasses =
            [
                new SizeClass(new Bytes(1040), new ChunkTotal(30_000, new Bytes(31_200_000))),
                new SizeClass(new Bytes(131072), new ChunkTotal(10, new Bytes(1_000_000))),
            ],
            Pins = [new PinningSize(new Bytes(48), 12_000, Bytes.FromMiB(25)), new PinningSize(new Bytes(65_536 * 2), 3, Bytes.FromMiB(2))],
            Bins = [new FreeBin(true, 0, new Bytes(32), new ChunkTotal(100, Bytes.FromKiB(8))), new FreeBin(false, 67, new Bytes(1088), new ChunkTotal(8_012, Bytes.FromMiB(50)))],
            Proof = new WalkProof(WalkOutcome.Retried, [new WalkCheck(WalkCheckKind.SystemMemory, 98_566_144, 98_566_144)]) { Retries = 3 },
        };
        Arena near = Arena(2, Heap(0x7f0010000000, 4L << 20, new() { InUse = Bytes.FromMiB(1), Unsplit = Bytes.FromMiB(1) })) with
        {
            System = Bytes.FromMiB(4),
            MaxSystem = Bytes.FromMiB(4),
            InUse = new ChunkTotal(500, Bytes.FromMiB(1)),
            Unsplit = Bytes.FromMiB(3),
            Proof = new WalkProof(WalkOutcome.Approximate, []) { BrokenAt = new Address(0x7f0010012340) },
        };
        return new Snapshot
        {
            TakenAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            Target = new Target { Pid = 42, Command = new CommandLine("java Orders", "Orders"), Jvm = new JvmBuild("VM", "17.0.15", "libjvm.so") },
            Status = new ProcessStatus { Resident = Bytes.FromMiB(900), PeakResident = Bytes.FromMiB(3400) },
            Threads = [new ThreadStack(42, "java", null), .. Enumerable.Range(50, 3).Select(tid => new ThreadStack(tid, "pool-1-thread-\u001b" + tid, null))],
            MallocState = State(main, frag, near) with
            {
                Mmapped = new MmappedState { Chunks = new ChunkTotal(7, new Bytes(5_378_048)), Resident = Bytes.FromMiB(3) },
                Parameters = new MallocParameters
                {
                    MmapThreshold = new Bytes(2_101_248),
                    TrimThreshold = new Bytes(4_202_496),
                    TopPad = Bytes.FromKiB(128),
                    MmappedCount = 7,
                    Mmapped = new Bytes(5_378_048),
                    MaxMmappedCount = 9,
                    MaxMmapped = Bytes.FromMiB(12),
                },
                Caches = 18,
            },
            Cost = Cost.None,
        };
    }

    static ArenaHeap Heap(ulong start, long size, HeapSplit resident) =>
        new(new AddressRange(new Address(start), new Address(start + (ulong)size)), new Bytes(size)) { Resident = resident };
}
