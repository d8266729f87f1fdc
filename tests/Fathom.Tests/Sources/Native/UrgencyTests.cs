using Fathom.Sources.Native;

namespace Fathom.Tests.Sources.Native;

public class UrgencyTests
{
    /// <summary>sched(7): SCHED_OTHER, SCHED_BATCH, SCHED_IDLE. Who called fathom by chrt(1) meant all of it.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    public void A_thread_is_afterwards_what_it_was_before(int policy)
    {
        (int set, int after) = (-1, -1);
        Thread thread = new(() =>
        {
            set = Set(policy);
            if (Urgency.Raise() is { } usual)
                Urgency.Drop(usual);
            after = Libc.GetScheduler(0);
        });
        thread.Start();
        thread.Join();

        Assert.Equal((0, policy), (set, after));
    }

    static unsafe int Set(int policy)
    {
        int priority = 0;
        return Libc.SetScheduler(0, policy, &priority);
    }
}
