using Fathom.Sources.Formats.Strace;
using Fathom.Sources.Kernel;

namespace Fathom.Tests.Sources.Kernel;

/// <summary>Calls are seen when they return; what the kernel did was earlier, and in another order.</summary>
public class OsOrderTests
{
    const ulong Page = 4096, Start = 0x7f0000000000;

    [Fact]
    public void What_was_given_back_before_it_was_seen_is_not_counted_twice()
    {
        TracedSpace space = new(1);
        OsOrder order = new(space);
        order.Add(new WaitingCall(1, 7, 0, Map(Start, 16)));
        order.Add(new WaitingCall(20, 7, 1, Unmap(Start, 16)));
        order.Add(new WaitingCall(10, 8, 2, Map(Start, 16)));

        order.Flush(15);
        order.Flush(ulong.MaxValue);

        Assert.Equal(0, order.Missed);
        Assert.Equal([(7, 0UL, 0UL), (7, 0UL, 16 * Page), (8, 16 * Page, 0UL)], space.Rows().Select(row => (row.Tid!.Value, row.Net, row.Released)).Order());
    }

    [Fact]
    public void What_moved_away_before_it_was_seen_stays_whose_it_was()
    {
        TracedSpace space = new(1);
        OsOrder order = new(space);
        order.Add(new WaitingCall(1, 7, 0, Map(Start, 16)));
        order.Add(new WaitingCall(20, 8, 1, new TracedCall(CallName.Remap) { Address = Start, Length = 16 * Page, NewLength = 24 * Page, Result = Start + 1000 * Page }));
        order.Add(new WaitingCall(10, 9, 2, Map(Start, 16)));

        order.Flush(ulong.MaxValue);

        Assert.Equal(0, order.Missed);
        Assert.Equal([(7, 16 * Page), (8, 8 * Page), (9, 16 * Page)], space.Rows().Select(row => (row.Tid!.Value, row.Net)).Order());
    }

    [Fact]
    public void What_nobody_has_given_back_is_said()
    {
        OsOrder order = new(new TracedSpace(1));
        order.Add(new WaitingCall(1, 7, 0, Map(Start, 16)));
        order.Add(new WaitingCall(2, 8, 0, Map(Start, 16)));

        order.Flush(ulong.MaxValue);

        Assert.Equal(1, order.Missed);
    }

    /// <summary>A kernel that does what it is asked at once, and threads that see it late.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_the_delays_each_page_is_whose_it_is(int seed)
    {
        Random random = new(seed);
        Dictionary<ulong, (int Tid, ulong Pages, ulong SeenFrom)> blocks = [];
        ulong[] free = new ulong[6];
        List<WaitingCall> calls = [];
        for (ulong now = 10; calls.Count < 5000; now += (ulong)random.Next(1, 4))
        {
            int tid = random.Next(free.Length);
            if (free[tid] > now)
                continue;
            free[tid] = now + (ulong)random.Next(1, 60);
            ulong place = Start + (ulong)random.Next(40) * 8 * Page;
            if (!blocks.TryGetValue(place, out (int Tid, ulong Pages, ulong SeenFrom) block))
            {
                ulong pages = (ulong)random.Next(1, 9);
                blocks[place] = (tid, pages, free[tid]);
                calls.Add(new WaitingCall(free[tid] * 100 + (ulong)tid, tid + 1, 0, Map(place, pages)));
            }
            else if (block.SeenFrom <= now)
            {
                blocks.Remove(place);
                calls.Add(new WaitingCall(free[tid] * 100 + (ulong)tid, tid + 1, 0, Unmap(place, block.Pages)));
            }
        }
        TracedSpace space = new(1);
        OsOrder order = new(space);
        // The rings are read now and then; what is in them is complete up to a while before.
        ulong until = 0;
        foreach (WaitingCall[] some in calls.OrderBy(call => call.Time).Chunk(300))
        {
            random.Shuffle(some);
            foreach (WaitingCall call in some)
                order.Add(call);
            order.Flush(until);
            until = some.Min(call => call.Time);
        }
        order.Flush(ulong.MaxValue);

        Assert.Equal(0, order.Missed);
        Assert.All(space.Rows(), row => Assert.Equal(blocks.Values.Where(block => block.Tid + 1 == row.Tid).Sum(block => (long)(block.Pages * Page)), (long)row.Net));
    }

    static TracedCall Map(ulong at, ulong pages) => new(CallName.Map) { Result = at, Length = pages * Page, IsUsable = true, IsAnonymous = true };

    static TracedCall Unmap(ulong at, ulong pages) => new(CallName.Unmap) { Address = at, Length = pages * Page };
}
