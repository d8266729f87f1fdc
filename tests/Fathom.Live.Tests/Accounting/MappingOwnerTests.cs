using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Tests;

namespace Fathom.Live.Tests.Accounting;

/// <summary>Shared memory, files, and anonymous memory in its odd states.</summary>
[Collection("C programs")]
public sealed class MappingOwnerTests : IDisposable
{
    const long Size = 64 * Bytes.PageSize;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RequiresFact("gcc")]
    public void Shared_memory_is_named_by_its_kind()
    {
        using CTarget target = new("shared");
        Snapshot snapshot = Balance.CheckStopped(target.Pid);

        Assert.Equal(2, target.All("memfd").Count);
        Assert.All(target.All("memfd"), view => Owned.Resident(snapshot, view, "shm/memfd:a memfd", Size / 2));
        Owned.Resident(snapshot, target.One("posix"), $"shm/fathom-test-{target.Pid}", Size / 2);
        Owned.Resident(snapshot, target.One("sysv"), "shm/SYSV", Size / 2);
        Owned.Resident(snapshot, target.One("anonymous"), "shm/anonymous", Size / 2);
    }

    [RequiresFact("gcc")]
    public void Files_are_named_and_what_a_program_wrote_into_its_copy_stays_with_the_file()
    {
        string data = _folder.Write("some.data", new byte[Size]), doomed = _folder.Write("doomed.data", new byte[Size]);
        using CTarget target = new("files", data, doomed);
        Snapshot snapshot = Balance.CheckStopped(target.Pid);

        Owned.Fully(snapshot, target.One("data"), "files/mapped/some.data");
        Amounts copied = Assert.Single(Owned.In(snapshot, target.One("copied")), owner => owner.Key == "files/mapped/some.data").Value;
        Assert.InRange(copied.Resident.Value, Size / 2, Size);
        Owned.Fully(snapshot, target.One("doomed"), Accounts.Deleted);
        Owned.Fully(snapshot, target.One("zeros"), "files/libraries/files");
    }

    [RequiresFact("gcc")]
    public void Anonymous_memory_counts_as_the_kernel_counts_it()
    {
        using CTarget target = new("states");
        Snapshot snapshot = Balance.CheckStopped(target.Pid);

        Assert.Empty(Owned.In(snapshot, target.One("zero")));
        Assert.Empty(Owned.In(snapshot, target.One("huge-zero")));
        Owned.Fully(snapshot, target.One("huge"), Accounts.Unexplained);
        Assert.Equal(3, target.All("full").Count);
        Assert.All(target.All("full"), full => Owned.Fully(snapshot, full, Accounts.Unexplained));
        Owned.Resident(snapshot, target.One("reserved"), Accounts.Unexplained, 64 * Bytes.PageSize);
    }

    [SwapFact("gcc")]
    public void Swapped_pages_stand_in_their_own_column()
    {
        using SwapFile swap = SwapFile.Create();
        using CTarget target = new("swapped");
        Snapshot snapshot = Balance.CheckStopped(target.Pid);
        Amounts memory = Assert.Single(Owned.In(snapshot, target.One("memory"))).Value;

        Assert.True(memory.Swap.Value > 0, "nothing was swapped");
        Assert.Equal(4 << 20, memory.Resident.Value + memory.Swap.Value);
        Assert.Equal(Kernel.Status(target.Pid, "VmSwap"), Ledger.Of(snapshot).Counted.Swap.Value);
    }

    [HugetlbFact("gcc")]
    public void Huge_pages_stand_beside_the_resident_ones()
    {
        using HugetlbPages pages = HugetlbPages.Reserve(12);
        using CTarget target = new("hugetlb");
        Snapshot snapshot = Balance.CheckStopped(target.Pid);

        foreach ((string name, string account) in ((string, string)[])[("anonymous", Accounts.Unexplained), ("memfd", "shm/memfd:huge"), ("sysv", "shm/SYSV")])
        {
            (string owner, Amounts amounts) = Assert.Single(Owned.In(snapshot, target.One(name)));
            Assert.Equal((account, 0, 2 << 20), (owner, amounts.Resident.Value, amounts.Hugetlb.Value));
        }
        Assert.Equal(Kernel.Status(target.Pid, "HugetlbPages"), Ledger.Of(snapshot).Counted.Hugetlb.Value);
    }

    [RequiresFact("gcc")]
    public void Twenty_thousand_mappings_balance()
    {
        using CTarget target = new("many", "20000");
        Snapshot snapshot = Balance.CheckStopped(target.Pid);

        Assert.True(snapshot.Mappings.Count >= 20_000);
        Owned.Fully(snapshot, target.One("all"), Accounts.Unexplained);
    }
}
