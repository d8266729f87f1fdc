using Fathom.Accounting;
using Fathom.Accounting.Census;
using Fathom.Evidence;
using Fathom.Evidence.Malloc;
using Fathom.Findings;

namespace Fathom.Tests.Findings.Rules;

sealed class CodeCacheCases : IRuleCases
{
    public string Rule => "FTH044";

    public IEnumerable<Case> Fires =>
    [
        Observed.Idle.On("java/code/non-nmethods", 29).Figures(figures => figures with { Code = new CodeCounts(41_000, 300, 220, 0) }).Case(),
        Observed.Idle.On("java/code/profiled nmethods", 118).Figures(figures => figures with { Code = new CodeCounts(30_000, 28_000, 800, 3) }).Case(),
    ];

    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Case(),
        Observed.Idle.On("java/code/profiled nmethods", 60).Figures(figures => figures with { Code = new CodeCounts(20_000, 18_500, 900, 0) }).Case(),
    ];
}

sealed class CompilerPeakCases : IRuleCases
{
    static readonly AddressRange Range = new(new Address(0x7f1000000000), new Address(0x7f1004000000));

    public string Rule => "FTH045";

    public IEnumerable<Case> Fires =>
    [
        With("C2 CompilerThread0", 16),
        Observed.Idle.Census(new CensusRow { Owner = "libjvm.so", Structure = "block with IfTrueNode objects in it", Confidence = Confidence.Likely, Count = 900 }, 29).Case(),
        // Just after it: a part is still in HotSpot's pool of chunks, neither part is much.
        With("C2 CompilerThread0", 3, pooled: 5),
        With("C2 CompilerThread0", 0, pooled: 7),
    ];

    public IEnumerable<Case> Silent =>
        [Observed.Idle.Case(), With("http-nio-8080-exec-1", 16), With("C2 CompilerThread0", 2), With("C2 CompilerThread0", 2, pooled: 1)];

    static Case With(string thread, long mib, long pooled = 0) => Observed.Idle.On(Accounts.MallocTrimmable, mib)
        .Census(new CensusRow { Owner = "libjvm.so", Structure = "Arena Chunk", NmtTag = "Arena Chunk", Confidence = Confidence.Certain, Count = pooled * 32 }, pooled)
        .Jvm(jvm => jvm with { Threads = [new JavaThread(77, thread, null, 4, null)] })
        .Arenas(malloc => malloc with
        {
            Arenas =
            [
                .. malloc.Arenas.Select(arena => arena with { Heaps = [] }),
                new Arena
                {
                    Number = 1,
                    Address = Range.Start,
                    Threads = [77],
                    MaxSystem = Bytes.FromMiB(mib),
                    Heaps = [new ArenaHeap(Range, Range.Length) { Resident = new HeapSplit { Trimmable = Bytes.FromMiB(mib) } }],
                    Proof = WalkProof.Clean,
                },
            ],
        }).Case();
}
