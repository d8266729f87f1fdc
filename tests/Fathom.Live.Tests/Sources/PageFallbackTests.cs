using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Lab;
using Fathom.Lab.Running;
using Fathom.Sources;
using Fathom.Sources.Memory;
using Fathom.Sources.Pages;
using Fathom.Tests;

namespace Fathom.Live.Tests.Sources;

/// <summary>Entry by entry, as on kernels before 6.7, the same pages are counted.</summary>
public sealed class PageFallbackTests
{
    [JdkFact(17)]
    public void Entries_of_a_JVM_count_what_the_scan_counts()
    {
        using ScenarioRun run = ScenarioRun.Start(RunRequest.Small(Scenarios.All[0]) with { Count = 7 }, Machine.FindJdk(17)!).Value;
        Assert.True(run.Next().Ok);

        Compare(run.Pid, _ => false);
    }

    [RequiresFact("gcc", "root")]
    public void Entries_tell_all_but_the_huge_page_of_zeros()
    {
        using CTarget target = new("states", "small");
        AddressRange hugeZero = target.One("huge-zero");

        // It has frames of its own, and an entry does not say that they are zeros.
        Compare(target.Pid, mapping => mapping.Range.Contains(hugeZero));
    }

    static void Compare(int pid, Func<Mapping, bool> exempt)
    {
        using Stopped stopped = Signal.Stopping(pid);
        Snapshot scanned = LiveLook.At(pid, new LookOptions()).Value;
        PageRuns pages = new LivePages(pid, new Pace()) { AvoidScan = true }.Scan(scanned.Mappings).Value;

        Assert.Equal(Counts(scanned, exempt), Counts(scanned with { Pages = pages }, exempt));
    }

    static IEnumerable<(Address, Bytes, Bytes)> Counts(Snapshot snapshot, Func<Mapping, bool> exempt) =>
        Ledger.ByMapping(snapshot).Where(each => !exempt(each.Mapping!))
            .Select(each => (each.Mapping!.Range.Start, each.Total.Resident, each.Total.Swap));
}
