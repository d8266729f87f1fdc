using Fathom.Evidence;
using Fathom.Sources.HotSpot.Objects;

namespace Fathom.Tests.Sources.HotSpot.Objects;

public sealed class ZForwardingPageTests
{
    const ulong Start = 6UL << 21;

    [Fact]
    public void What_was_moved_is_found_wherever_its_entry_stands_and_nothing_else()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            Random random = new(seed);
            Dictionary<ulong, ulong> moves = [];
            ulong[] entries = new ulong[256];
            for (int i = 0; i < 100; i++)
            {
                ulong number = (ulong)random.Next(1 << 18), to = (ulong)random.NextInt64(1L << 42) & ~7UL;
                if (!moves.TryAdd(number, to))
                    continue;
                int at = random.Next(entries.Length);
                while (entries[at] != 0)
                    at = (at + 1) % entries.Length;
                entries[at] = number << 46 | to << 1 | 1;
            }
            ZForwardingPage page = new(default, Start, shift: 3, entries);
            foreach ((ulong number, ulong to) in moves)
                Assert.Equal(to, page.Find(Start + (number << 3)));
            for (ulong number = 0; number < 2000; number++)
                Assert.Equal(moves.ContainsKey(number), page.Find(Start + (number << 3)) is not null);
        }
    }

    [Fact]
    public void What_stands_before_or_far_behind_a_page_was_not_moved_from_it()
    {
        ZForwardingPage page = new(default, Start, shift: 3, [ulong.MaxValue, 1, 0, 0]);

        Assert.Null(page.Find(Start - 8));
        Assert.Null(page.Find(ulong.MaxValue));
        Assert.Equal(0UL, page.Find(Start));
    }

    [Fact]
    public void One_object_more_that_was_moved_is_a_difference()
    {
        ZForwardingPage page = new(new Address(64), Start, shift: 3, [1, 0, 0, 0]);

        Assert.True(page.IsSame([0, 1, 0, 0]));
        Assert.False(page.IsSame([0, 1, (1UL << 46) | 1, 0]));
    }

    [Fact]
    public void An_entry_is_what_it_was_made_of()
    {
        ZForwardingPage page = new(default, Start, shift: 12, [ZForwardingPage.Entry(0, 0), ZForwardingPage.Entry(8191, (1UL << 42) - 8), 0, 0]);

        Assert.Equal(0UL, page.Find(Start));
        Assert.Equal((1UL << 42) - 8, page.Find(Start + (8191UL << 12)));
        Assert.Null(page.Find(Start + (1UL << 12)));
    }
}
