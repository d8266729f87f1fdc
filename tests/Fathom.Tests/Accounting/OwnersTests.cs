using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Tests.Accounting;

public class OwnersTests
{
    [Fact]
    public void Each_page_belongs_to_the_strongest_claim_on_it() => Law.Holds(random =>
    {
        List<Claim> claims = Random(random);

        List<Owners.Stretch> stretches = Owners.Settle([.. claims]);

        for (int page = 0; page < Made.Pages; page++)
        {
            Address at = new((ulong)page * 4096);
            Precedence? strongest = claims.Where(claim => claim.Range.Contains(at)).Max(claim => (Precedence?)claim.Precedence);
            Owners.Stretch[] owners = [.. stretches.Where(stretch => stretch.Range.Contains(at))];
            Assert.Equal(strongest is null ? 0 : 1, owners.Length);
            Assert.All(owners, owner => Assert.Equal(strongest, owner.Claim.Precedence));
            Assert.All(owners, owner => Assert.True(owner.Claim.Range.Contains(at)));
        }
    });

    [Fact]
    public void Stretches_stand_in_order_and_none_is_empty() => Law.Holds(random =>
    {
        List<Owners.Stretch> stretches = Owners.Settle(Random(random));

        Assert.All(stretches, stretch => Assert.False(stretch.Range.IsEmpty));
        Assert.All(stretches.Zip(stretches.Skip(1)), pair => Assert.True(pair.First.Range.End <= pair.Second.Range.Start));
    });

    [Fact]
    public void The_order_in_which_claims_are_made_does_not_matter() => Law.Holds(random =>
    {
        List<Claim> claims = Random(random);
        Claim[] shuffled = [.. claims];
        random.Shuffle(shuffled);

        Assert.Equal(Owners.Settle([.. claims]), Owners.Settle([.. shuffled]));
    });

    [Fact]
    public void No_claims_are_no_owners()
    {
        Assert.Empty(Owners.Settle([]));
        Assert.Empty(Owners.Settle([new(Made.Range(3, 3), "a", "maps", Precedence.Stack)]));
    }

    static List<Claim> Random(Random random) =>
    [
        .. Made.Some(random, 20).Select(range =>
            new Claim(range, "account" + random.Next(4), "source" + random.Next(2), (Precedence)random.Next(5))),
    ];
}
