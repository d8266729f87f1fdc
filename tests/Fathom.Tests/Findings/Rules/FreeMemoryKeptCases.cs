using Fathom.Accounting;
using Fathom.Accounting.Census;
using Fathom.Findings;

namespace Fathom.Tests.Findings.Rules;

sealed class FreeMemoryKeptCases : IRuleCases
{
    public string Rule => "FTH060";

    public IEnumerable<Case> Fires => [Observed.Idle.On(Accounts.MallocTrimmable, 250).On(Accounts.MallocLocked, 38).Case()];

    /// <summary>A leak with a little free memory beside it is a leak.</summary>
    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Case(),
        Observed.Idle.Census(StreamRows.Inflaters with { Reachable = Reachable.Java }, 360).On(Accounts.MallocTrimmable, 30).Case(),
    ];
}
