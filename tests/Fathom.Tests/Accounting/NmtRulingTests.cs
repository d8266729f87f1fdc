using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Tests.Accounting;

public class NmtRulingTests
{
    static readonly string[] Tags = ["java-heap", "gc", "code", "class", "metaspace", "thread-stack", "internal", "shared-class-space"];

    static readonly string[] Accounts =
    [
        "java/heap/eden", "java/gc/card table", "java/code/code cache", "java/metaspace/class", "java/metaspace/nonclass",
        "stacks/java/main", "malloc/unsplit", "files/jdk", "java/cds",
    ];

    /// <summary>Page by page: NMT's word counts, a finer one stays, and outside NMT's map nothing changes.</summary>
    [Fact]
    public void Each_page_is_owned_as_the_rule_says() => Law.Holds(random =>
    {
        List<Owners.Stretch> owners = Owners.Settle([.. Made.Some(random, 12).Select(range =>
            new Claim(range, Accounts[random.Next(Accounts.Length)], "source", Precedence.JvmPart))]);
        JvmState jvm = new() { NmtMap = [.. Made.Some(random, 8).Select(range => new NmtRange(range, Tags[random.Next(Tags.Length)]))] };
        List<Owners.Stretch> rules = NmtRuling.Of(jvm);

        List<Owners.Stretch> ruled = NmtRuling.Apply(owners, rules);

        Assert.All(ruled, stretch => Assert.False(stretch.Range.IsEmpty));
        Assert.All(ruled.Zip(ruled.Skip(1)), pair => Assert.True(pair.First.Range.End <= pair.Second.Range.Start));
        for (int page = 0; page < Made.Pages; page++)
        {
            Address at = new((ulong)page * 4096);
            (string? owner, string? rule) = (At(owners, at), At(rules, at));
            string? expected = rule is null ? owner : owner is not null && NmtAccounts.Refines(rule, owner) ? owner : rule;
            Assert.Equal(expected, At(ruled, at));
        }
    });

    [Theory]
    [InlineData("java-heap", "java/heap/eden", true)]
    [InlineData("java-heap", "java/cds", true)]
    [InlineData("java-heap", "malloc/unsplit", false)]
    [InlineData("gc", "java/gc/mark bitmap", true)]
    [InlineData("gc", "java/code/code cache", false)]
    [InlineData("gc-card-set", "java/gc/mark bitmap", true)]
    [InlineData("class", "java/metaspace/class", true)]
    [InlineData("class", "java/metaspace/nonclass", false)]
    [InlineData("metaspace", "java/metaspace/class", false)]
    [InlineData("thread-stack", "stacks/java/main", true)]
    [InlineData("thread-stack", "stacks/native/VM Thread", true)]
    [InlineData("internal", "files/jdk", true)]
    [InlineData("internal", "java/heap/eden", false)]
    [InlineData("internal", "malloc/unsplit", false)]
    [InlineData("shared-class-space", "java/cds", true)]
    public void A_finer_owner_stays_and_a_foreign_one_goes(string tag, string account, bool stays) =>
        Assert.Equal(stays, NmtAccounts.Refines(NmtAccounts.Of(tag, hasMetaspace: true), account));

    /// <summary>Up to JDK 15 one tag stands for both kinds of metaspace.</summary>
    [Fact]
    public void Where_there_is_no_tag_metaspace_the_tag_class_has_both()
    {
        string both = NmtAccounts.Of("class", hasMetaspace: false);

        Assert.True(NmtAccounts.Refines(both, "java/metaspace/nonclass"));
        Assert.True(NmtAccounts.Refines(both, "java/metaspace/class"));
    }

    [Fact]
    public void What_was_inferred_to_be_the_JVMs_falls_where_NMT_knows_nothing_of_it()
    {
        Snapshot snapshot = Ledgered(new JvmRange(Made.Range(10, 30), JvmPart.Gc, "mark bitmap", Inferred: true));

        Assert.Equal(20 * 4096, Amount(snapshot, "java/gc/mark bitmap"));

        Snapshot judged = snapshot with { JvmState = snapshot.JvmState! with { NmtMap = [new(Made.Range(15, 20), "gc"), new(Made.Range(40, 42), "gc")] } };

        Assert.Equal(5 * 4096, Amount(judged, "java/gc/mark bitmap"));
        Assert.Equal(2 * 4096, Amount(judged, "java/gc/other"));
        Assert.Equal((Made.Pages - 7) * 4096, Ledger.Of(judged).Unexplained.Resident.Value);
    }

    [Fact]
    public void The_finer_split_of_the_heap_is_kept_and_only_its_holes_are_filled()
    {
        Snapshot snapshot = Ledgered(
            new(Made.Range(10, 20), JvmPart.Heap, "eden"), new(Made.Range(22, 30), JvmPart.Heap, "old"),
            new(Made.Range(28, 34), JvmPart.Code, "code cache"));
        snapshot = snapshot with { JvmState = snapshot.JvmState! with { NmtMap = [new(Made.Range(10, 34), "java-heap")] } };

        Assert.Equal(10 * 4096, Amount(snapshot, "java/heap/eden"));
        Assert.Equal(8 * 4096, Amount(snapshot, "java/heap/old"));
        Assert.Equal(6 * 4096, Amount(snapshot, "java/heap/other"));
    }

    static string? At(List<Owners.Stretch> stretches, Address at)
    {
        foreach (Owners.Stretch stretch in stretches)
        {
            if (stretch.Range.Contains(at))
                return stretch.Claim.Account;
        }
        return null;
    }

    static long Amount(Snapshot snapshot, string account) =>
        Ledger.Of(snapshot).Lines.Single(line => line.Account == account).Amounts.Resident.Value;

    internal static Snapshot Ledgered(params JvmRange[] ranges)
    {
        PageRuns.Builder pages = new();
        pages.Add(new PageRun(new Address(0), Made.Pages, PageKind.Present));
        return new Snapshot
        {
            TakenAt = default,
            Target = new Target { Pid = 1 },
            Mappings = [new Mapping(Made.Range(0, Made.Pages), Access.Read | Access.Write, 0, default, 0, "", false)],
            Pages = pages.Build(),
            JvmState = new JvmState { Ranges = ranges },
            Cost = Cost.None,
        };
    }
}
