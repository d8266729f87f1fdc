using System.Text;
using Fathom.Evidence;
using Fathom.Evidence.Container;
using Fathom.Sources.Cgroup;

namespace Fathom.Tests.Sources.Cgroup;

/// <summary>
/// The memory controller's files. Those of version 2 are made by the form that Documentation/admin-guide/cgroup-v2.rst gives
/// them, for want of a machine that has it; those of version 1 have the keys of a real one.
/// </summary>
public sealed class MemoryTextsTests
{
    internal const string Second = """
        anon 104857600
        file 62914560
        kernel 20971520
        kernel_stack 1048576
        pagetables 2097152
        sec_pagetables 4096
        percpu 262144
        sock 3145728
        vmalloc 12288
        shmem 20971520
        zswap 0
        zswapped 0
        file_mapped 8388608
        file_dirty 4194304
        file_writeback 1048576
        swapcached 0
        anon_thp 2097152
        inactive_anon 120000000
        active_anon 5828480
        inactive_file 30000000
        active_file 11943040
        unevictable 0
        slab_reclaimable 10485760
        slab_unreclaimable 2097152
        slab 12582912
        workingset_refault_anon 0
        pgfault 100000

        """;

    internal const string First = """
        cache 210604032
        rss 1
        shmem 1
        total_cache 210604032
        total_rss 8597504
        total_rss_huge 2097152
        total_shmem 209715200
        total_mapped_file 884736
        total_dirty 4096
        total_writeback 0
        total_swap 12288
        total_inactive_anon 1
        total_inactive_file 409600
        total_active_file 479232
        total_unevictable 0
        hierarchical_memory_limit 536870912

        """;

    [Fact]
    public void Every_key_of_version_2_is_found()
    {
        MemoryStat stat = MemoryStatText.Parse(Encoding.ASCII.GetBytes(Second), 2);

        Assert.Equal(new MemoryStat
        {
            Anonymous = Bytes.FromMiB(100),
            File = Bytes.FromMiB(60),
            Kernel = Bytes.FromMiB(20),
            KernelStacks = Bytes.FromMiB(1),
            PageTables = Bytes.FromMiB(2),
            SecondaryPageTables = Bytes.FromKiB(4),
            PerProcessor = Bytes.FromKiB(256),
            Sockets = Bytes.FromMiB(3),
            VirtuallyMapped = Bytes.FromKiB(12),
            Shared = Bytes.FromMiB(20),
            CompressedSwap = Bytes.Zero,
            Mapped = Bytes.FromMiB(8),
            Dirty = Bytes.FromMiB(4),
            Writeback = Bytes.FromMiB(1),
            SwapCached = Bytes.Zero,
            AnonymousHuge = Bytes.FromMiB(2),
            InactiveFile = new(30000000),
            ActiveFile = new(11943040),
            Unevictable = Bytes.Zero,
            SlabReclaimable = Bytes.FromMiB(10),
            Slab = Bytes.FromMiB(12),
        }, stat);
    }

    [Fact]
    public void Of_version_1_the_totals_count_that_hold_the_cgroups_below_too()
    {
        MemoryStat stat = MemoryStatText.Parse(Encoding.ASCII.GetBytes(First), 1);

        Assert.Equal(new MemoryStat
        {
            Anonymous = new(8597504),
            File = new(210604032),
            Shared = new(209715200),
            Mapped = new(884736),
            Dirty = new(4096),
            Writeback = Bytes.Zero,
            AnonymousHuge = Bytes.FromMiB(2),
            Swap = new(12288),
            InactiveFile = new(409600),
            ActiveFile = new(479232),
            Unevictable = Bytes.Zero,
        }, stat);
    }

    [Theory]
    [InlineData("anon 12")] // cut in the middle of a number, perhaps
    [InlineData("anon 12 kB\n")]
    [InlineData("anon 9223372036854775807\n")]
    [InlineData("anon -1\n")]
    [InlineData("anon\n")]
    [InlineData("anonymous 12\n")]
    public void What_is_no_whole_line_of_the_form_is_no_figure(string text) =>
        Assert.Equal(new MemoryStat(), MemoryStatText.Parse(Encoding.ASCII.GetBytes(text), 2));

    [Fact]
    public void Events_are_counted_in_both_versions()
    {
        Assert.Equal(new MemoryEvents { LimitMet = 87, Slowed = 3, OutOfMemory = 2, Kills = 1 },
            MemoryEventsText.Parse("low 0\nhigh 3\nmax 87\noom 2\noom_kill 1\noom_group_kill 0\n"u8));
        Assert.Equal(new MemoryEvents { LimitMet = 86, Kills = 1, UnderOutOfMemory = false },
            MemoryEventsText.ParseFirst("oom_kill_disable 0\nunder_oom 0\noom_kill 1\n"u8, "86\n"u8));
        Assert.Equal(new MemoryEvents(), MemoryEventsText.Parse(""u8));
        Assert.Equal(new MemoryEvents(), MemoryEventsText.ParseFirst(""u8, ""u8));
    }

    [Fact]
    public void Pressure_is_shares_of_time()
    {
        MemoryPressure? pressure = MemoryPressureText.Parse(
            "some avg10=1.53 avg60=0.12 avg300=0.05 total=180899\nfull avg10=0.50 avg60=0.00 avg300=0.00 total=129096\n"u8);

        Assert.Equal(new MemoryStall(1.53, 0.12, 0.05, TimeSpan.FromMicroseconds(180899)), pressure?.Some);
        Assert.Equal(new MemoryStall(0.5, 0, 0, TimeSpan.FromMicroseconds(129096)), pressure?.Full);
    }

    [Theory]
    [InlineData("some avg10=1.53 avg60=0.12 avg300=0.05 total=180899\n")]
    [InlineData("some avg10=NaN avg60=0 avg300=0 total=0\nfull avg10=0 avg60=0 avg300=0 total=0\n")]
    [InlineData("some avg10=1e9 avg60=0 avg300=0 total=0\nfull avg10=0 avg60=0 avg300=0 total=0\n")]
    [InlineData("some avg10=1 avg60=0 avg300=0 total=18446744073709551615\nfull avg10=0 avg60=0 avg300=0 total=0\n")]
    public void Half_a_pressure_is_none(string text) => Assert.Null(MemoryPressureText.Parse(Encoding.ASCII.GetBytes(text)));

    [Theory]
    [InlineData("0\n", 1)]
    [InlineData("0-1\n", 2)]
    [InlineData("0-3,8,10-11\n", 7)]
    [InlineData("", 1)]
    [InlineData("9-2\n", 1)]
    [InlineData("0-18446744073709551615\n", 1)]
    public void Processors_are_counted(string text, int count) => Assert.Equal(count, ProcessorsText.Count(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Shares_are_read_where_the_kernel_tells_them()
    {
        Assert.Equal(Bytes.FromKiB(80), ContainerShares.Parse("00400000-7fff00000000 ---p 00000000 00:00 0    [rollup]\nRss: 100 kB\nPss: 90 kB\nPss_Dirty: 1 kB\nPss_Anon: 80 kB\n"u8));
        Assert.Null(ContainerShares.Parse("Rss: 100 kB\nPss: 90 kB\nPss_Anon: 8"u8));
    }

    [Fact]
    public void Damaged_texts_are_read_without_a_throw()
    {
        Fuzz.Everywhere(Second, text => MemoryStatText.Parse(text, 2));
        Fuzz.Everywhere(First, text => MemoryStatText.Parse(text, 1));
        Fuzz.Everywhere("low 0\nhigh 3\nmax 87\noom 2\noom_kill 1\n", text => MemoryEventsText.Parse(text));
        Fuzz.Everywhere("under_oom 0\noom_kill 1\n", text => MemoryEventsText.ParseFirst(text, text));
        Fuzz.Everywhere("some avg10=1.53 avg60=0.12 avg300=0.05 total=180899\nfull avg10=0.50 avg60=0.00 avg300=0.00 total=129096\n",
            text => MemoryPressureText.Parse(text));
        Fuzz.Everywhere("0-3,8,10-11\n", text => ProcessorsText.Count(text));
        Fuzz.Everywhere("Rss: 100 kB\nPss_Anon: 80 kB\n", text => ContainerShares.Parse(text));
    }
}
