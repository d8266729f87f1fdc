using Fathom.Cli;

namespace Fathom.Tests.Cli;

/// <summary>A line that comes after a second, tells what it is told, and leaves nothing behind.</summary>
public sealed class ProgressLineTests : IDisposable
{
    readonly StringWriter _to = new();
    readonly FakeTime _time = new();

    public void Dispose() => _to.Dispose();

    [Fact]
    public void It_says_how_long_and_what_part_and_is_wiped_out()
    {
        ProgressLine line = new(_to, _time);
        _time.Tick(1);
        line.Report(0.404);
        _time.Tick(2.5);
        line.Report(0.5);
        line.Dispose();
        _time.Tick(9);

        Assert.Equal("\rLooking … 1 s\rLooking … 2 s, 40 % of the Java heap\r" + new string(' ', 36) + "\r", _to.ToString());
        Assert.Equal((TimeSpan.FromSeconds(1), true), (_time.First, _time.IsStopped));
    }

    [Fact]
    public void What_is_done_at_once_shows_nothing()
    {
        new ProgressLine(_to, _time).Dispose();

        Assert.Equal("", _to.ToString());
    }

    [Theory]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    [InlineData(false, false, false)]
    public void It_is_for_those_who_wait_at_a_terminal(bool isTerminal, bool quiet, bool shows)
    {
        using Session session = new(Stream.Null, _to) { TalkIsTerminal = isTerminal };
        using ProgressLine? line = ProgressLine.For(session, quiet);

        Assert.Equal(shows, line is not null);
    }

    /// <summary>Time that goes on when it is told to.</summary>
    sealed class FakeTime : TimeProvider
    {
        TimerCallback? _call;
        double _now;

        public TimeSpan First { get; private set; }

        public bool IsStopped { get; private set; }

        public void Tick(double now)
        {
            _now = now;
            _call!(null);
        }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => (long)(_now * 1000);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_call, First) = (callback, dueTime);
            return new Timed(this);
        }

        sealed class Timed(FakeTime time) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() => time.IsStopped = true;

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
