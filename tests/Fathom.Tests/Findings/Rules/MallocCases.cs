using Fathom.Accounting;
using Fathom.Accounting.Census;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Evidence.Malloc;
using Fathom.Findings;

namespace Fathom.Tests.Findings.Rules;

static class Arenas
{
    /// <summary>malloc_info of so many arenas with so many MiB, so much of it free, evenly.</summary>
    public static NativeHeapInfo Told(int arenas, long mib, long free) => new()
    {
        Heaps = [.. Enumerable.Range(0, arenas).Select(number => new MallocInfoHeap(number) { System = Bytes.FromMiB(mib / arenas), Rest = Bytes.FromMiB(free / arenas) })],
        Total = new MallocInfoHeap(-1) { System = Bytes.FromMiB(mib), Rest = Bytes.FromMiB(free) },
    };

    /// <summary>Arenas that each have so much of free memory, and a top.</summary>
    internal static Observed Of(int count, double freeMib, double topMib, MallocParameters? settings = null) => Observed.Idle
        .On(Accounts.MallocTrimmable, (long)(count * freeMib)).On(Accounts.MallocTop, (long)(count * topMib))
        .Arenas(malloc => malloc with
        {
            Parameters = settings,
            Arenas =
            [
                .. malloc.Arenas.Select(arena => arena with { Heaps = [arena.Heaps[0] with { Resident = new HeapSplit { InUse = arena.Heaps[0].Resident.InUse } }] }),
                .. Enumerable.Range(1, count).Select(i => Arena(i, freeMib, topMib)),
            ],
        });

    static Arena Arena(int number, double freeMib, double topMib)
    {
        AddressRange range = new(new Address(0x7f2000000000 + ((ulong)number << 26)), new Address(0x7f2000000000 + ((ulong)(number + 1) << 26)));
        return new Arena
        {
            Number = number,
            Address = range.Start,
            Top = new Bytes((long)(topMib * (1 << 20))),
            Heaps = [new ArenaHeap(range, range.Length) { Resident = new HeapSplit { Trimmable = new Bytes((long)(freeMib * (1 << 20))), Top = new Bytes((long)(topMib * (1 << 20))) } }],
            Proof = WalkProof.Clean,
        };
    }

    internal static readonly MallocParameters Raised = new() { MmapThreshold = Bytes.FromMiB(8), TrimThreshold = Bytes.FromMiB(16) };
}

sealed class ManyArenasCases : IRuleCases
{
    public string Rule => "FTH062";

    public IEnumerable<Case> Fires =>
    [
        Arenas.Of(16, 18, 0).Case(),
        Pasted.Texts(440).Saying(Arenas.Told(16, 448, 420)).Case(),
    ];

    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Case(), Arenas.Of(16, 0.2, 0).Case(), Arenas.Of(2, 150, 0).Case(),
        Pasted.Texts(440).Saying(Arenas.Told(2, 448, 420)).Case(),
        Pasted.Texts(30).Saying(Arenas.Told(16, 448, 420)).Case(),
    ];
}

sealed class RaisedThresholdCases : IRuleCases
{
    public string Rule => "FTH063";

    public IEnumerable<Case> Fires => [Arenas.Of(12, 0, 10, Arenas.Raised).Case()];

    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Case(),
        Arenas.Of(12, 10, 0.1, Arenas.Raised).Case(),
        Arenas.Of(12, 0, 10, Arenas.Raised with { MmapThreshold = Bytes.FromKiB(128) }).Case(),
        Arenas.Of(12, 0, 10, Arenas.Raised with { IsThresholdFixed = true }).Case(),
    ];
}

sealed class AllocatorReplacedCases : IRuleCases
{
    public string Rule => "FTH064";

    public IEnumerable<Case> Fires =>
    [
        Observed.Idle.Arenas(malloc => malloc with { Allocator = new Allocator(AllocatorKind.Jemalloc, "libjemalloc.so.2", "5.3.0") { IsFirst = true } }).Case(),
        Pasted.Texts(1, 8).With(snapshot => snapshot with { Mappings = [new Mapping(default, Access.Read, 0, default, 1, "/usr/lib/x86_64-linux-gnu/libjemalloc.so.2", false)] }).Case(),
    ];

    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Case(), Observed.Idle.Arenas(malloc => malloc with { Allocator = Allocator.Unknown }).Case(),
        Pasted.Texts(1, 8).With(snapshot => snapshot with { Mappings = [new Mapping(default, Access.Read, 0, default, 1, "/opt/app/libjemalloc_report.so", false)] }).Case(),
    ];
}

sealed class FreedLazilyCases : IRuleCases
{
    public string Rule => "FTH065";

    public IEnumerable<Case> Fires => [Observed.Idle.With(snapshot => snapshot with { Usage = [new MappingUsage { Rss = Bytes.FromMiB(101), LazyFree = Bytes.FromMiB(100) }] }).Case()];

    public IEnumerable<Case> Silent => [Observed.Idle.Case(), Observed.Idle.With(snapshot => snapshot with { Usage = [new MappingUsage { Rss = Bytes.FromMiB(101) }] }).Case()];
}

sealed class NeverTouchedCases : IRuleCases
{
    public string Rule => "FTH071";

    public IEnumerable<Case> Fires => [With(new MmappedState { Chunks = new ChunkTotal(300, Bytes.FromMiB(301)), Resident = Bytes.FromMiB(1) })];

    public IEnumerable<Case> Silent => [Observed.Idle.Case(), With(new MmappedState { Chunks = new ChunkTotal(300, Bytes.FromMiB(301)), Resident = Bytes.FromMiB(290) })];

    static Case With(MmappedState mmapped) => Observed.Idle.Arenas(malloc => malloc with
    {
        Mmapped = mmapped,
        Arenas = [.. malloc.Arenas.Select(arena => arena with { InUse = new ChunkTotal(900, arena.Resident.InUse) })],
    }).Case();
}

sealed class MallocUnknownCases : IRuleCases
{
    static readonly CensusRow Unknown = new() { Structure = "blocks of 528 B: unknown data", SizeClasses = [new Bytes(528)], Confidence = Confidence.Possible, Count = 200_000 };

    public string Rule => "FTH090";

    public IEnumerable<Case> Fires =>
    [
        Observed.Idle.Census(Unknown, 101).Case(),
        Observed.Idle.Census(Unknown, 101).Jvm(jvm => jvm with { Nmt = new NmtState(NmtLevel.Off) }).Case(),
    ];

    public IEnumerable<Case> Silent => [Observed.Idle.Case(), Observed.Idle.Census(Unknown with { Owner = "libfoo.so" }, 101).Case(), Observed.Idle.Census(Unknown, 12).On("java/heap/old", 900).Case()];
}

sealed class AnonymousUnknownCases : IRuleCases
{
    public string Rule => "FTH091";

    public IEnumerable<Case> Fires => [Observed.Idle.Unexplained(300).Case()];

    public IEnumerable<Case> Silent => [Observed.Idle.Case(), Observed.Idle.Unexplained(2).Case(), Observed.Idle.Unexplained(300).With(snapshot => snapshot with { JvmState = null }).Case()];
}
