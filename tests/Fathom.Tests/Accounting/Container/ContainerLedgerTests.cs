using Fathom.Accounting.Container;
using Fathom.Evidence;
using Fathom.Evidence.Container;

namespace Fathom.Tests.Accounting.Container;

public sealed class ContainerLedgerTests
{
    static readonly MemoryStat Second = new()
    {
        Anonymous = MiB(100),
        File = MiB(60),
        Shared = MiB(20),
        Mapped = MiB(8),
        Dirty = MiB(4),
        Writeback = MiB(1),
        SwapCached = MiB(0),
        InactiveFile = MiB(25),
        ActiveFile = MiB(13),
        Kernel = MiB(20),
        KernelStacks = MiB(1),
        PageTables = MiB(2),
        SecondaryPageTables = MiB(1),
        PerProcessor = MiB(1),
        VirtuallyMapped = MiB(1),
        Slab = MiB(10),
        SlabReclaimable = MiB(7),
        Sockets = MiB(3),
    };

    [Fact]
    public void Every_byte_of_version_2_is_on_one_account()
    {
        ContainerLedger ledger = ContainerLedger.Of(Made(Second, MiB(184), Target(70), Other(2, 25)));

        Assert.Equal(
        [
            ("anon/1", 70L, 0L), ("anon/2", 25, 0), ("anon/other", 5, 0), ("file/clean", 35, 33), ("file/dirty", 5, 0), ("shmem", 20, 0),
            ("kernel/slab", 10, 7), ("kernel/pagetables", 3, 0), ("kernel/stacks", 1, 0), ("kernel/percpu", 1, 0), ("kernel/vmalloc", 1, 0),
            ("kernel/other", 4, 0), ("kernel/sock", 3, 0),
        ], ledger.Lines.Select(line => (line.Account, line.Amount.Value >> 20, (line.Reclaimable ?? new(-1)).Value >> 20)));
        Assert.Equal(MiB(1), ledger.Remainder);
        Assert.Equal((MiB(40), MiB(70), MiB(23)), (ledger.Reclaimable, ledger.OnTarget!.Value, ledger.On("kernel")));
        Assert.Equal((MiB(40), MiB(0)), (ledger.On("file"), ledger.On("fil")));
        Assert.False(ledger.KernelIsCountedInPart);
        Assert.False(ledger.IsIncomplete);
    }

    /// <summary>Of 35 MiB clean pages 25 + 13 less 5 are on the lists: the other two are locked, or wait to be put there.</summary>
    [Theory]
    [InlineData(0, 35)]
    [InlineData(1, 34)]
    [InlineData(2, 33)]
    [InlineData(50, 33)]
    public void Clean_pages_on_no_list_can_go_unless_they_are_locked(long locked, long reclaimable)
    {
        ContainerLedger ledger = ContainerLedger.Of(Made(Second with { Unevictable = MiB(locked) }, MiB(184), Target(70)));

        Assert.Equal(MiB(reclaimable), ledger.Lines.Single(line => line.Account == "file/clean").Reclaimable);
    }

    [Fact]
    public void Version_1_has_one_figure_for_the_kernel_and_TCP_apart()
    {
        MemoryStat first = new()
        {
            Anonymous = MiB(100),
            File = MiB(60),
            Shared = MiB(20),
            Mapped = MiB(8),
            Dirty = MiB(5),
            Writeback = MiB(0),
            InactiveFile = MiB(25),
            ActiveFile = MiB(15),
            Kernel = MiB(20),
            Sockets = MiB(9),
        };

        ContainerLedger ledger = ContainerLedger.Of(Made(first, MiB(180), 1, Target(100)));

        Assert.Equal(["anon/1", "file/clean", "file/dirty", "shmem", "kernel/unsplit"], ledger.Lines.Select(line => line.Account));
        Assert.Equal(Bytes.Zero, ledger.Remainder);
        Assert.Null(ledger.Lines[^1].Reclaimable);
    }

    [Fact]
    public void Pages_shared_since_a_fork_go_to_nobody()
    {
        // 40 MiB are mapped by both and charged once: 70 + 60 - 90.
        ContainerLedger ledger = ContainerLedger.Of(Made(Second with { Anonymous = MiB(90) }, MiB(180), Target(70), Other(2, 60)));

        Assert.Equal([("anon/1", 30L), ("anon/2", 20), ("anon/unsplit", 40)], Anonymous(ledger));
    }

    [Fact]
    public void Where_the_shares_were_asked_for_they_divide_it()
    {
        ContainerLedger ledger = ContainerLedger.Of(Made(Second with { Anonymous = MiB(90) }, MiB(180),
            Target(70) with { AnonymousShare = MiB(50) }, Other(2, 60) with { AnonymousShare = MiB(40) }));

        Assert.Equal([("anon/1", 50L), ("anon/2", 40)], Anonymous(ledger));
    }

    [Fact]
    public void What_was_charged_elsewhere_before_a_process_came_is_not_put_on_another()
    {
        // 2 came with 60 MiB that its former cgroup pays for.
        ContainerLedger ledger = ContainerLedger.Of(Made(Second with { Anonymous = MiB(70) }, MiB(154), Target(70), Other(2, 60)));

        Assert.Equal([("anon/1", 10L), ("anon/unsplit", 60)], Anonymous(ledger));
    }

    [Fact]
    public void Many_processes_are_a_bounded_number_of_accounts_and_the_target_is_one()
    {
        ContainerProcess[] many = [.. Enumerable.Range(2, 300).Select(pid => Other(pid, 2)), Target(1)];

        ContainerLedger ledger = ContainerLedger.Of(Made(Second with { Anonymous = MiB(601) }, MiB(700), many));

        Assert.Equal(21, Anonymous(ledger).Count());
        Assert.Equal(MiB(1), ledger.OnTarget);
        Assert.Equal(MiB(562), ledger.On("anon/other"));
    }

    [Fact]
    public void What_came_meanwhile_is_drift_and_shown_as_such()
    {
        ContainerLedger ledger = ContainerLedger.Of(Made(Second, MiB(183), Target(101)));

        Assert.Equal([("anon/1", 101L)], Anonymous(ledger));
        Assert.Equal(MiB(-1), ledger.Remainder);
    }

    [Fact]
    public void Files_that_are_mapped_here_and_charged_elsewhere_stand_beside_the_sum()
    {
        ContainerLedger ledger = ContainerLedger.Of(Made(Second, MiB(183), Target(100) with { MappedFiles = MiB(22) }));

        Assert.Equal(MiB(14), ledger.MappedElsewhere);
        Assert.Equal(MiB(183), ledger.Counted);
    }

    [Fact]
    public void An_older_kernel_leaves_a_remainder_with_a_reason()
    {
        ContainerLedger ledger = ContainerLedger.Of(Made(Second with { Kernel = null }, MiB(183), Target(100)));

        Assert.Equal(MiB(4), ledger.Remainder);
        Assert.True(ledger.KernelIsCountedInPart);
        Assert.True(ledger.IsIncomplete);
        Assert.Equal(["file/unsplit"], ContainerLedger.Of(Made(new() { File = MiB(60) }, MiB(60), 1)).Lines.Select(line => line.Account));
    }

    [Fact]
    public void Without_processes_anonymous_memory_is_undivided()
    {
        ContainerLedger ledger = ContainerLedger.Of(Made(Second, MiB(183)));

        Assert.Equal([("anon/unsplit", 100L)], Anonymous(ledger));
        Assert.Null(ledger.OnTarget);
    }

    /// <summary>Whatever figures there are: the sum with its remainder is the usage, and no account is below 0.</summary>
    [Fact]
    public void Any_figures_add_up()
    {
        Random random = new(20251121);
        for (int i = 0; i < 3000; i++)
        {
            MemoryStat stat = new()
            {
                Anonymous = Any(random),
                File = Any(random),
                Shared = Any(random),
                SwapCached = Any(random),
                Mapped = Any(random),
                Dirty = Any(random),
                Writeback = Any(random),
                InactiveFile = Any(random),
                ActiveFile = Any(random),
                Kernel = Any(random),
                KernelStacks = Any(random),
                PageTables = Any(random),
                SecondaryPageTables = Any(random),
                PerProcessor = Any(random),
                VirtuallyMapped = Any(random),
                Slab = Any(random),
                SlabReclaimable = Any(random),
                CompressedSwap = Any(random),
                Sockets = Any(random),
                Hugetlb = Any(random),
            };
            ContainerProcess[] processes = [.. Enumerable.Range(1, random.Next(40)).Select(pid => new ContainerProcess(pid, "p")
            {
                IsTarget = pid == 3,
                Anonymous = Any(random) ?? Bytes.Zero,
                AnonymousShare = Any(random),
                MappedFiles = Any(random) ?? Bytes.Zero,
            })];

            ContainerLedger ledger = ContainerLedger.Of(Made(stat, new(random.NextInt64(long.MaxValue)), random.Next(1, 3), processes));

            Assert.Equal(ledger.Usage, ledger.Counted + ledger.Remainder);
            Assert.All(ledger.Lines, line => Assert.True(line.Amount.Value > 0 && (line.Reclaimable ?? Bytes.Zero) <= line.Amount, line.ToString()));
            Assert.Equal(ledger.Lines.Count, ledger.Lines.Select(line => line.Account).Distinct().Count());
        }
    }

    static Bytes? Any(Random random) => random.Next(5) switch
    {
        0 => null,
        1 => Bytes.Zero,
        2 => new Bytes(Limits.ContainerAmount),
        _ => new Bytes(random.NextInt64(1L << random.Next(1, 50))),
    };

    static IEnumerable<(string, long)> Anonymous(ContainerLedger ledger) =>
        ledger.Lines.Where(line => line.Account.StartsWith("anon/", StringComparison.Ordinal)).Select(line => (line.Account, line.Amount.Value >> 20));

    static ContainerMemory Made(MemoryStat stat, Bytes usage, params ContainerProcess[] processes) => Made(stat, usage, 2, processes);

    static ContainerMemory Made(MemoryStat stat, Bytes usage, int version, params ContainerProcess[] processes) => new()
    {
        Usage = new CgroupUsage(version, "/a", MiB(512), usage, stat.InactiveFile ?? Bytes.Zero),
        Stat = stat,
        Processes = processes,
        ProcessesUnread = 0,
        Processors = 4,
    };

    static ContainerProcess Target(long anonymous) => Other(1, anonymous) with { IsTarget = true };

    static ContainerProcess Other(int pid, long anonymous) => new(pid, "p") { Anonymous = MiB(anonymous) };

    static Bytes MiB(long count) => Bytes.FromMiB(count);
}
