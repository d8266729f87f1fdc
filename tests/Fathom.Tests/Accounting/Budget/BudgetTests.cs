using System.Globalization;
using Fathom.Accounting;
using Fathom.Accounting.Budget;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Tests.Accounting.Budget;

public class BudgetTests
{
    const long Mi = 1L << 20;

    /// <summary>`java -XX:+PrintFlagsFinal` of JDK 8u504 (Parallel), 17.0.15 and 25.0.3 (G1), with -Xmx512m on two cores.</summary>
    static readonly Dictionary<int, (string Version, string Collector, (string, string)[] Flags)> Jdks = new()
    {
        [8] = ("25.504-b08", "Parallel",
        [
            ("MaxHeapSize", "536870912"), ("MaxMetaspaceSize", "18446744073709547520"), ("ReservedCodeCacheSize", "251658240"),
            ("MaxDirectMemorySize", "0"), ("ThreadStackSize", "1024"),
        ]),
        [17] = ("17.0.15+6-Debian-1deb12u1", "G1",
        [
            ("MaxHeapSize", "536870912"), ("MaxMetaspaceSize", "18446744073709551615"), ("ReservedCodeCacheSize", "251658240"),
            ("MaxDirectMemorySize", "0"), ("ThreadStackSize", "1024"),
        ]),
        [25] = ("25.0.3+9-LTS", "G1",
        [
            ("MaxHeapSize", "536870912"), ("MaxMetaspaceSize", "18446744073709551615"), ("ReservedCodeCacheSize", "251658240"),
            ("MaxDirectMemorySize", "0"), ("ThreadStackSize", "1024"),
        ]),
    };

    static BudgetTable Of(int jdk, long? limitMib, params (string Name, long Mib)[] set)
    {
        (string version, string collector, (string, string)[] flags) = Jdks[jdk];
        return Of(version, collector, limitMib, [.. flags.Where(flag => set.All(each => each.Name != flag.Item1)).Select(flag => new VmFlag(flag.Item1, flag.Item2)),
            .. set.Select(each => new VmFlag(each.Name, (each.Mib * Mi).ToString(CultureInfo.InvariantCulture)))]);
    }

    static BudgetTable Of(string version, string collector, long? limitMib, IReadOnlyList<VmFlag> flags) => Assert.IsType<BudgetTable>(BudgetTable.Of(new Snapshot
    {
        TakenAt = default,
        Target = new Target(),
        Cost = Cost.None,
        Status = new ProcessStatus { Threads = 20, PageTables = Bytes.FromKiB(400) },
        Cgroup = limitMib is { } limit ? new CgroupUsage(2, "/", Bytes.FromMiB(limit), Bytes.FromMiB(80), Bytes.Zero) : null,
        JvmState = new JvmState { Build = ("OpenJDK", version), Collector = collector, Flags = flags },
    }, Idle));

    static readonly Ledger Idle = new(
    [
        Line("java/heap/eden", 34), Line("files/libraries/libjvm.so", 20), Line("java/cds", 12), Line("java/metaspace/nonclass", 4), Line("java/code/non-nmethods", 3),
        Line("java/gc/card table", 1), Line("malloc/in-use/libjvm", 5), Line("stacks/java/main", 1),
    ], default, Bytes.FromMiB(80), Bytes.Zero);

    static Posting Line(string account, long mib) => new(account, "made", new Amounts(Bytes.FromMiB(mib), Bytes.Zero, Bytes.Zero, null));

    static long? Most(BudgetTable table, string part) => table.Parts.Single(each => each.Name == part).Most?.Value / Mi;

    [Theory]
    [InlineData(8, 20)] // 4.1 % of 512 MiB
    [InlineData(17, 26)] // 5.1 %
    [InlineData(25, 15)] // 3.1 %
    public void The_defaults_of_each_version_bound_what_they_bound(int jdk, long gcMib)
    {
        BudgetTable table = Of(jdk, null);
        Assert.Equal(512, Most(table, "Java heap"));
        Assert.Equal(gcMib, Most(table, "GC structures"));
        Assert.Null(Most(table, "metaspace"));
        Assert.Equal(240, Most(table, "code cache"));
        Assert.Equal(512, Most(table, "direct buffers"));
        Assert.Equal(20, Most(table, "thread stacks"));
        Assert.Null(Most(table, "malloc, the rest"));
        Assert.Equal(BudgetFit.Unknown, table.Fit);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(17)]
    [InlineData(25)]
    public void A_limit_as_large_as_the_heap_is_too_small(int jdk)
    {
        Assert.Equal(BudgetFit.TooLarge, Of(jdk, 512).Fit);
        Assert.Equal(BudgetFit.FitsAsItIs, Of(jdk, 640).Fit);
        Assert.Equal(BudgetFit.Fits, Of(jdk, 1536).Fit);
    }

    [Fact]
    public void Each_flag_bounds_its_part()
    {
        BudgetTable table = Of(17, 1024, ("MaxHeapSize", 256), ("MaxMetaspaceSize", 96), ("ReservedCodeCacheSize", 64), ("MaxDirectMemorySize", 32));
        Assert.Equal(256, Most(table, "Java heap"));
        Assert.Equal(96, Most(table, "metaspace"));
        Assert.Equal(64, Most(table, "code cache"));
        Assert.Equal(32, Most(table, "direct buffers"));
        Assert.Equal(BudgetFit.Fits, table.Fit);
    }

    [Fact]
    public void Flags_that_are_proposed_fit()
    {
        int proposed = 0;
        for (int seed = 0; seed < 2000; seed++)
        {
            Random random = new(seed);
            BudgetTable table = Of(random.Next(3) switch { 0 => 8, 1 => 17, _ => 25 }, random.Next(64, 8192), ("MaxHeapSize", random.Next(16, 8192)));
            BudgetAdvice advice = Assert.IsType<BudgetAdvice>(table.Advice);
            if (advice.Flags.Count == 0)
                continue;
            proposed++;
            Assert.True(advice.Sum <= table.Limit, $"seed {seed}: {advice.Sum.Value} of {table.Limit?.Value}");
            BudgetTable then = Of("17.0.15+6", "G1", table.Limit!.Value.Value / Mi, [.. advice.Flags.Select(Parsed)]);
            Assert.NotEqual(BudgetFit.TooLarge, then.Fit);
        }
        Assert.InRange(proposed, 500, 2000);
    }

    [Fact]
    public void What_a_limit_must_be_holds_the_heap_as_it_is()
    {
        BudgetTable table = Of(17, 128);
        Assert.Empty(table.Advice!.Flags);
        Assert.NotEqual(BudgetFit.TooLarge, Of(17, table.Advice.Needs.Value / Mi).Fit);
    }

    [Fact]
    public void Without_flags_nothing_is_said()
    {
        Assert.Null(BudgetTable.Of(new Snapshot { TakenAt = default, Target = new Target(), Cost = Cost.None }, Idle));
        Assert.Null(BudgetTable.Of(new Snapshot { TakenAt = default, Target = new Target(), Cost = Cost.None, JvmState = new JvmState() }, Idle));
    }

    /// <summary>Flags come out of a foreign memory.</summary>
    [Fact]
    public void Whatever_stands_in_flags_a_sum_does_not_overflow()
    {
        string[] names = ["MaxHeapSize", "MaxMetaspaceSize", "ReservedCodeCacheSize", "MaxDirectMemorySize", "ThreadStackSize"];
        string[] values = ["0", "1", "-1", "", "x", "18446744073709551615", "9223372036854775807", "1099511627775", "1099511627776", "1073741823"];
        for (int seed = 0; seed < 5000; seed++)
        {
            Random random = new(seed);
            IReadOnlyList<VmFlag> flags = [.. names.Select(name => new VmFlag(name, values[random.Next(values.Length)]))];
            BudgetTable? table = BudgetTable.Of(new Snapshot
            {
                TakenAt = default,
                Target = new Target(),
                Cost = Cost.None,
                Status = new ProcessStatus { Threads = random.Next(1_000_000) },
                Cgroup = new CgroupUsage(2, "/", new Bytes(random.NextInt64(1L << 40)), Bytes.Zero, Bytes.Zero),
                JvmState = new JvmState { Collector = "G1", Flags = flags },
            }, Idle);
            Assert.True(table is null || table.AtMost >= table.AtFullHeap);
        }
    }

    static VmFlag Parsed(string flag)
    {
        (string name, string size) = flag.StartsWith("-Xmx", StringComparison.Ordinal) ? ("MaxHeapSize", flag[4..]) : (flag[4..flag.IndexOf('=', StringComparison.Ordinal)], flag[(flag.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        long unit = size[^1] == 'm' ? Mi : 1024;
        return new VmFlag(name, (long.Parse(size[..^1], CultureInfo.InvariantCulture) * unit).ToString(CultureInfo.InvariantCulture));
    }
}
