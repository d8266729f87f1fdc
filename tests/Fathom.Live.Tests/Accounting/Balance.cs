using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Sources;

namespace Fathom.Live.Tests.Accounting;

/// <summary>Every figure of the ledger of a process that stands still, against the kernel's.</summary>
static class Balance
{
    /// <summary>Stops the process, judges, lets it go on. Returns what was seen.</summary>
    internal static Snapshot CheckStopped(int pid)
    {
        using Stopped stopped = Signal.Stopping(pid);
        Snapshot snapshot = LookWhileSharesRest(pid, out Kernel.Area rollup);
        CheckTotals(pid, snapshot, rollup);
        CheckEachMapping(pid, snapshot);
        Snapshot cheap = LiveLook.At(pid, new LookOptions()).Value;
        Assert.Equal(Resident(Ledger.Of(snapshot)), Resident(Ledger.Of(cheap)));
        return snapshot;
    }

    /// <summary>Pss moves with every other process that comes or goes and maps the same libraries: looked at until it rests.</summary>
    static Snapshot LookWhileSharesRest(int pid, out Kernel.Area rollup)
    {
        const int mostTries = 50;
        for (int tries = 1; ; tries++)
        {
            Snapshot snapshot = LiveLook.At(pid, new LookOptions { Smaps = true }).Value;
            rollup = Kernel.Rollup(pid);
            if (HasSharesOf(rollup, snapshot) || tries == mostTries)
                return snapshot;
        }
    }

    /// <summary>Each mapping's Pss is rounded down to kB for itself; the roll-up rounds once.</summary>
    static bool HasSharesOf(Kernel.Area rollup, Snapshot snapshot) =>
        rollup["Pss"] - Ledger.Of(snapshot).Counted.Pss!.Value.Value is >= 0 and var rounding
        && rounding <= 1024 * snapshot.Mappings.Count;

    static void CheckTotals(int pid, Snapshot snapshot, Kernel.Area rollup)
    {
        Ledger ledger = Ledger.Of(snapshot);
        long accounts = ledger.Lines.Sum(line => line.Amounts.Resident.Value);

        Assert.Equal(0, ledger.BalanceError?.Value);
        Assert.Equal(Kernel.Status(pid, "VmRSS"),
            accounts + ledger.Unexplained.Resident.Value - ledger.BalanceError!.Value.Value);
        Assert.Equal(rollup["Rss"], ledger.Counted.Resident.Value);
        Assert.Equal(rollup["Shared_Hugetlb"] + rollup["Private_Hugetlb"], ledger.Counted.Hugetlb.Value);
        Assert.True(HasSharesOf(rollup, snapshot), $"Pss {ledger.Counted.Pss} is not the kernel's {rollup["Pss"]}");
    }

    static void CheckEachMapping(int pid, Snapshot snapshot)
    {
        Dictionary<ulong, Amounts> counted = Ledger.ByMapping(snapshot)
            .ToDictionary(each => each.Mapping!.Range.Start.Value, each => each.Total);
        IReadOnlyList<Kernel.Area> areas = Kernel.Smaps(pid);
        Assert.Equal(areas.Select(area => (area.Start, area.End)),
            snapshot.Mappings.Select(mapping => (mapping.Range.Start.Value, mapping.Range.End.Value)));
        foreach (Kernel.Area area in areas)
        {
            Amounts mine = counted.GetValueOrDefault(area.Start);
            Assert.Equal((area.Start, area["Rss"], area["Shared_Hugetlb"] + area["Private_Hugetlb"]),
                (area.Start, mine.Resident.Value, mine.Hugetlb.Value));
            // Swapped pages of shared memory are in smaps by their file's count, and in no page table (PageKind.Swapped).
            if ((snapshot.Mappings[MappingTable.IndexOf(snapshot.Mappings, new Address(area.Start))].Access & Access.Shared) == 0)
                Assert.Equal((area.Start, area["Swap"]), (area.Start, mine.Swap.Value));
        }
    }

    static IEnumerable<(string Account, long Bytes)> Resident(Ledger ledger) =>
        ledger.Lines.Select(line => (line.Account, line.Amounts.Resident.Value)).Append(("", ledger.Unexplained.Resident.Value));
}
