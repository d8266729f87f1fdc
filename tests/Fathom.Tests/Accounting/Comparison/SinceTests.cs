using Fathom.Accounting;
using Fathom.Accounting.Comparison;
using Fathom.Evidence;
using Fathom.Findings;
using Fathom.Tests.Findings;
using Fathom.Tests.Findings.Rules;

namespace Fathom.Tests.Accounting.Comparison;

/// <summary>Figures of a real fix: live malloc fell from 362 to 3 MB, and all of it stayed in the arenas as free chunks.</summary>
public class SinceTests
{
    static readonly EarlierAnswer Leaking = new()
    {
        Resident = Bytes.FromMiB(455),
        InUse = Bytes.FromMiB(366),
        Free = Bytes.FromMiB(2),
        Accounts = new Dictionary<string, Bytes> { ["java/heap/eden"] = Bytes.FromMiB(34), ["shm/gone"] = Bytes.FromMiB(9) },
        Census = [new EarlierBlocks("libz.so.1", "zlib inflate stream", 9000, Bytes.FromMiB(360)), new EarlierBlocks("libjvm.so", "blocks", 900, Bytes.FromMiB(4))],
    };

    [Fact]
    public void What_was_freed_and_stays_is_said_to_be_malloc_s()
    {
        Since since = Of(Observed.Idle.On(Accounts.MallocTrimmable, 350).On(Accounts.MallocLocked, 12));

        Assert.True(since.IsKeptByMalloc);
        Assert.Equal(350, since.Trimmable.Value >> 20);
        Assert.Equal(("zlib inflate stream (libz.so.1)", -360), (since.Blocks[0].Name, since.Blocks[0].By.Value >> 20));
        Assert.DoesNotContain(since.Blocks, change => change.Name.StartsWith("blocks", StringComparison.Ordinal));
        Assert.Contains(since.Accounts, change => change is { Name: "shm/gone", After.Value: 0 });
    }

    [Fact]
    public void A_leak_that_goes_on_is_not()
    {
        Since since = Of(Observed.Idle.Census(StreamRows.Inflaters, 500));

        Assert.False(since.IsKeptByMalloc);
        Assert.Equal(140, since.Blocks[0].By.Value >> 20);
    }

    [Fact]
    public void Of_an_answer_that_says_nothing_nothing_follows() => Assert.False(Since.Of(new EarlierAnswer(), Observed.Idle.Case().Snapshot, Observed.Idle.Case().Ledger, Observed.Idle.Case().Census).IsKeptByMalloc);

    static Since Of(Observed observed)
    {
        Case now = observed.Case();
        return Since.Of(Leaking, now.Snapshot, now.Ledger, now.Census);
    }
}
