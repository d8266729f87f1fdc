using Fathom.Accounting;
using Fathom.Accounting.Census;
using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Findings;

namespace Fathom.Tests.Findings.Rules;

sealed class FreeMemoryKeptCases : IRuleCases
{
    public string Rule => "FTH060";

    public IEnumerable<Case> Fires =>
    [
        Observed.Idle.On(Accounts.MallocTrimmable, 250).On(Accounts.MallocLocked, 38).Case(),
        Pasted.Texts(440).Saying(Arenas.Told(16, 448, 420)).Case(),
        Pasted.Texts(440).Saying(new MallocStats { Arenas = [new MallocStatsArena(0, Bytes.FromMiB(448), Bytes.FromMiB(28))] }).Case(),
    ];

    /// <summary>A leak with a little free memory beside it is a leak.</summary>
    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Case(),
        Observed.Idle.Census(StreamRows.Inflaters with { Reachable = Reachable.Java }, 360).On(Accounts.MallocTrimmable, 30).Case(),
        Pasted.Texts(440).Saying(Arenas.Told(16, 448, 40)).Case(),
        Pasted.Texts(30).Saying(Arenas.Told(16, 448, 420)).Case(),
        Pasted.Texts(440).Saying(new MallocStats { Arenas = [new MallocStatsArena(0, Bytes.FromMiB(448), Bytes.FromMiB(28))], MayHaveWrapped = true }).Case(),
    ];
}
