using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Evidence.Saved;
using Fathom.Findings;

namespace Fathom.Tests.Findings.Rules;

/// <summary>A case of files, and what they do not agree on.</summary>
static class OfFiles
{
    public static Observed Case(params Disagreement[] disagreements) => Observed.Idle.With(snapshot => snapshot with
    {
        MallocState = null,
        Saved = new SavedTexts([new SavedPiece("nmt.txt", 1, 60, "VM.native_memory")]) { Disagreements = disagreements },
    });

    public static Disagreement Of(DisagreementKind kind) => new(kind, "RSS", "status says 1 GiB", "top says 4 GiB");
}

sealed class FilesOfOtherProcessCases : IRuleCases
{
    public string Rule => "FTH080";

    public IEnumerable<Case> Fires => [OfFiles.Case(OfFiles.Of(DisagreementKind.Process)).Case()];

    public IEnumerable<Case> Silent => [Observed.Idle.Case(), OfFiles.Case().Case(), OfFiles.Case(OfFiles.Of(DisagreementKind.Time), OfFiles.Of(DisagreementKind.Unit)).Case()];
}

sealed class FilesOfOtherTimeCases : IRuleCases
{
    public string Rule => "FTH081";

    public IEnumerable<Case> Fires => [OfFiles.Case(OfFiles.Of(DisagreementKind.Time)).Case()];

    public IEnumerable<Case> Silent => [Observed.Idle.Case(), OfFiles.Case().Case(), OfFiles.Case(OfFiles.Of(DisagreementKind.Process)).Case()];
}

sealed class FilesInOtherUnitsCases : IRuleCases
{
    public string Rule => "FTH082";

    public IEnumerable<Case> Fires => [OfFiles.Case(OfFiles.Of(DisagreementKind.Unit)).Case(), OfFiles.Case(OfFiles.Of(DisagreementKind.Figure)).Case()];

    public IEnumerable<Case> Silent => [Observed.Idle.Case(), OfFiles.Case().Case(), OfFiles.Case(OfFiles.Of(DisagreementKind.Time)).Case()];
}

sealed class OutsideNmtCases : IRuleCases
{
    public string Rule => "FTH084";

    public IEnumerable<Case> Fires => [With(malloc: 700, nmt: 120, sizes: true), With(malloc: 700, nmt: 120, sizes: false)];

    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Case(),
        // The JVM's own blocks, and little beside them.
        With(malloc: 140, nmt: 120, sizes: true),
        With(malloc: 20, nmt: 120, sizes: false),
        // The process itself was walked: the census says more.
        Observed.Idle.On("malloc/unsplit", 700).Jvm(jvm => jvm with { Nmt = Tracked(100, 120) }).Case(),
    ];

    static Case With(long malloc, long nmt, bool sizes) =>
        OfFiles.Case().On("malloc/unsplit", malloc).Jvm(jvm => jvm with { Nmt = Tracked(100, nmt) })
            .With(snapshot => sizes ? snapshot : snapshot with { Pages = null }).Case();

    static NmtState Tracked(long heap, long malloc) => new(NmtLevel.Summary)
    {
        Report = new NmtReport(NmtKind.Summary, new Bytes(1024))
        {
            Committed = new NmtAmount(Bytes.FromMiB(heap + malloc)),
            Malloc = new NmtBlocks(new NmtAmount(Bytes.FromMiB(malloc)), null),
            Categories = [new NmtCategory("Java Heap", new NmtAmount(Bytes.FromMiB(heap)), new NmtAmount(Bytes.FromMiB(heap)))],
        },
    };
}
