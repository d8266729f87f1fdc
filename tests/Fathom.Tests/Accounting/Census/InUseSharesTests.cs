using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Tests.Accounting.Malloc;
using static Fathom.Tests.Accounting.Census.MadeCensus;

namespace Fathom.Tests.Accounting.Census;

public class InUseSharesTests
{
    [Fact]
    public void With_a_census_the_ledger_sums_to_the_same() => Law.Holds(random =>
    {
        Snapshot walked = MadeMalloc.Walked(random, Made.Snapshot(random, withUsage: random.Next(2) > 0), counted => counted);
        Snapshot counted = walked with { Census = CensusRowsTests.Random(random) };

        Ledger whole = Ledger.Of(walked), divided = Ledger.Of(counted);

        Assert.Equal(whole.Counted, divided.Counted);
        Assert.Equal(whole.BalanceError, divided.BalanceError);
        Assert.Equal(InUse(whole), InUse(divided));
        Assert.All(divided.Lines, line => Assert.True(line.Amounts.Resident >= Bytes.Zero && line.Amounts.Swap >= Bytes.Zero));
        Assert.DoesNotContain(divided.Lines, line => line.Account == Accounts.MallocInUse);
    }, 300);

    [Fact]
    public void Owners_have_what_the_census_found_of_them_and_the_rest_is_unattributed()
    {
        MadeCensus made = new();
        made.Inflate(2);
        made.Group(4096, 2, "GC");
        made.Group(4096, 3);

        Dictionary<string, long> lines = Lines(made.Census(), 150_000);

        Assert.Equal(2 * (128 + 7168 + 32784), lines["malloc/in-use/libz"]);
        Assert.Equal(8192, lines["malloc/in-use/gc"]);
        Assert.Equal(150_000 - lines["malloc/in-use/libz"] - 8192, lines["malloc/in-use/unattributed"]);
    }

    [Fact]
    public void Where_the_census_has_more_than_the_ledger_all_shares_are_less()
    {
        MadeCensus made = new();
        made.Group(1000, 60, Table(0, Acme, "_ZTV3Foo"));
        made.Group(1000, 40);

        Dictionary<string, long> lines = Lines(made.Census(), 50_000);

        Assert.Equal((30_000, 20_000), (lines["malloc/in-use/libacme"], lines["malloc/in-use/unattributed"]));
    }

    static Dictionary<string, long> Lines(ChunkCensus census, long inUse)
    {
        Posting whole = new(Accounts.MallocInUse, "arena walk", new Amounts(new Bytes(inUse), Bytes.Zero, Bytes.Zero, null));
        return Fathom.Accounting.Census.InUseShares.Of(whole, Fathom.Accounting.Census.CensusRows.Of(census, []))
            .ToDictionary(posting => posting.Account, posting => posting.Amounts.Resident.Value);
    }

    static Amounts InUse(Ledger ledger) => ledger.Lines.Where(line => line.Account.StartsWith(Accounts.MallocInUse, StringComparison.Ordinal))
        .Aggregate(default(Amounts), (sum, line) => sum + line.Amounts);
}
