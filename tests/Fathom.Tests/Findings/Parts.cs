using Fathom.Accounting;
using Fathom.Accounting.Census;
using Fathom.Evidence;
using Fathom.Findings;

namespace Fathom.Tests.Findings;

/// <summary>A case with one part of its evidence missing, and with any two.</summary>
static class Parts
{
    static readonly Func<Case, Case>[] Losses =
    [
        seen => seen with { Snapshot = seen.Snapshot with { JvmState = null } },
        seen => seen with { Snapshot = seen.Snapshot with { MallocState = null } },
        seen => seen with { Snapshot = seen.Snapshot with { Census = null }, Census = new CensusRows([], []) },
        seen => seen with { Snapshot = seen.Snapshot with { Cgroup = null } },
        seen => seen with { Snapshot = seen.Snapshot with { Container = null } },
        seen => seen with { Snapshot = seen.Snapshot with { Status = new ProcessStatus() } },
        seen => seen with { Snapshot = seen.Snapshot with { Threads = [] } },
        seen => seen with { Snapshot = seen.Snapshot with { Target = new Target() } },
        seen => seen with { Snapshot = seen.Snapshot with { Mappings = [], Pages = null } },
        seen => seen with { Ledger = new Ledger([], default, null, null) },
        seen => seen with { Snapshot = seen.Snapshot with { JvmState = seen.Snapshot.JvmState is { } jvm ? jvm with { Flags = [] } : null } },
        seen => seen with { Snapshot = seen.Snapshot with { JvmState = seen.Snapshot.JvmState is { } jvm ? jvm with { Figures = null, Counters = null, DirectBuffers = null } : null } },
    ];

    public static IEnumerable<Case> Without(Case whole) =>
        from first in Losses
        from second in Losses
        select second(first(whole));
}
