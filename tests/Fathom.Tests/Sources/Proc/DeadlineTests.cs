using Fathom.Evidence;
using Fathom.Sources.Proc;

namespace Fathom.Tests.Sources.Proc;

public class DeadlineTests
{
    [Fact]
    public void A_read_that_never_returns_is_a_gap_and_later_ones_are_not_tried()
    {
        using SemaphoreSlim held = new(0);
        using Deadline deadline = new(TimeSpan.FromMilliseconds(20));
        bool tried = false;

        Result<string> late = deadline.Run("/proc/1/maps", () =>
        {
            held.Wait();
            return "never";
        });
        Result<string> next = deadline.Run("/proc/1/smaps", () =>
        {
            tried = true;
            return "not tried";
        });
        held.Release();

        Assert.Equal((Gaps.NoAnswerInTime.Id, "/proc/1/maps"), (late.Gap?.Id, late.Gap?.Where));
        Assert.Equal((Gaps.NoAnswerInTime.Id, "/proc/1/smaps"), (next.Gap?.Id, next.Gap?.Where));
        Assert.True(deadline.Expired);
        Assert.False(tried);
    }

    /// <summary>Short of processors is not stuck: only waiting counts, and this never waits.</summary>
    [Fact]
    public void A_read_that_works_for_longer_than_the_limit_is_waited_for()
    {
        using Deadline deadline = new(TimeSpan.FromSeconds(1));

        Result<long> done = deadline.Run("/proc/1/mem", () =>
        {
            long begun = Environment.TickCount64;
            while (Environment.TickCount64 - begun < 1500)
                Thread.SpinWait(1000);
            return 1L;
        });

        Assert.Equal(1, done.Or(0));
        Assert.False(deadline.Expired);
    }

    [Fact]
    public void Reads_that_return_are_handed_on_one_after_the_other()
    {
        using Deadline deadline = new(TimeSpan.FromMinutes(10));

        Assert.Equal(1, deadline.Run("a", () => 1).Value);
        Assert.Equal("EIO", deadline.Run("b", () => (Result<int>)Gaps.MemoryUnreadable.At("b", "EIO")).Gap?.Errno);
        Assert.False(deadline.Expired);
    }

    [Fact]
    public void A_bug_in_a_read_is_thrown_at_its_caller_as_it_was()
    {
        using Deadline deadline = new(TimeSpan.FromMinutes(10));

        Assert.Throws<InvalidOperationException>(() => deadline.Run<int>("a", (Func<int>)(() => throw new InvalidOperationException())));
        Assert.Equal(2, deadline.Run("b", () => 2).Value);
    }
}
