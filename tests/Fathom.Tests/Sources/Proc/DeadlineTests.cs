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

    /// <summary>Short of processors is not stuck: only waiting counts, and this reader never waits.</summary>
    [Fact]
    public void A_read_that_works_for_longer_than_the_limit_is_waited_for()
    {
        using SemaphoreSlim held = new(0);
        int asked = 0;
        using Deadline deadline = new(TimeSpan.FromMilliseconds(20), () =>
        {
            // Five times in the limit: long after it.
            if (++asked == 50)
                held.Release();
            return TimeSpan.FromMinutes(asked);
        });

        Assert.Equal("done", deadline.Run("/proc/1/mem", () =>
        {
            held.Wait();
            return "done";
        }).Value);
        Assert.False(deadline.Expired);
    }

    [Fact]
    public void A_thread_knows_for_how_long_it_ran()
    {
        ReaderWork work = ReaderWork.OfThisThread();
        TimeSpan before = work.SoFar();
        Assert.True(SpinWait.SpinUntil(() => work.SoFar() > before, TimeSpan.FromMinutes(1)));
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
