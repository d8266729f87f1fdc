namespace Fathom.Sources.Uprobes;

/// <summary>
/// Records are read in rounds, and may be older than what is found meanwhile. What has changed is in doubt until none is left that was made
/// before the change was seen: each round reads what was there when it began, unless it meets a record that is not finished yet
/// (kernel/bpf/ringbuf.c, BPF_RINGBUF_BUSY_BIT). A time must pass as well: of events of the kernel's a record is seen only when it is finished.
/// </summary>
sealed class RecordRounds(TimeProvider clock)
{
    /// <summary>The round that runs when the change is seen, and the next one.</summary>
    const int Both = 2;

    /// <summary>A program takes some microseconds; a thread may be put aside in it for some slices of the scheduler's (sched(7)).</summary>
    internal static readonly TimeSpan LongestUnfinished = TimeSpan.FromMilliseconds(100);

    internal readonly record struct Doubt(int Round, long Since);

    int _whole;

    public int Number { get; private set; }

    /// <summary>Before records are read: all that they met was there before.</summary>
    /// <param name="lastWasWhole">Only a round counts that has read all that was there.</param>
    public void Begin(bool lastWasWhole = true)
    {
        Number++;
        _whole += lastWasWhole ? 1 : 0;
    }

    public Doubt FromNow() => new(_whole, clock.GetTimestamp());

    public bool IsOver(Doubt doubt) => _whole >= doubt.Round + Both && clock.GetElapsedTime(doubt.Since) >= LongestUnfinished;
}
