using System.Diagnostics;
using Fathom.Sources.Native;

namespace Fathom.Sources.Memory;

/// <summary>
/// Keeps each of our calls short, since it holds the target's mmap lock while it runs, and leaves a pause after it so
/// that a waiting mmap of the target goes first. Remembers the longest.
/// </summary>
public sealed class Pace
{
    // 20 µs between windows of 256 KiB kept the added delay at 0.6 ms; without a pause it was 3 (docs/adr/0003-residency.md).
    static readonly TimeSpan Pause = TimeSpan.FromMicroseconds(20);

    // After a shorter call a pause would cost more time than it gives.
    static readonly TimeSpan Short = TimeSpan.FromMicroseconds(25);

    // Reads let go of the lock every 64 KiB (LiveMemory), so a waiting mmap mostly gets it between two of them. The
    // kernel lets readers pass a writer that is still waking up (rwsem_down_read_slowpath), so a pause is due in the end.
    // One after every 256 KiB cost a fifth of the walk's CPU, and a sleep of 20 µs takes 50 to 90.
    static readonly TimeSpan Stretch = TimeSpan.FromMicroseconds(150);

    // Words and headers: asking takes longer than the lock is held.
    static readonly TimeSpan Brief = TimeSpan.FromMicroseconds(5);

    TimeSpan _sinceRest;
    int? _usual;

    /// <summary>False where nobody waits: the target stands still, and each pause would keep it so.</summary>
    public bool Rests { get; init; } = true;

    /// <summary>The longest single call so far: what the target may have been delayed by.</summary>
    public TimeSpan Longest { get; private set; }

    public long Calls { get; private set; }

    public static long Begin() => Stopwatch.GetTimestamp();

    /// <summary>
    /// Begins a call that holds the lock for longer than it takes to ask for it: where the right is there, this thread
    /// does not lose its core to an ordinary one meanwhile (docs/adr/0003-residency.md).
    /// </summary>
    public long BeginLong()
    {
        _usual = Urgency.Raise();
        return Stopwatch.GetTimestamp();
    }

    /// <summary>Ends a call begun at <paramref name="begun"/>; returns what it took.</summary>
    public TimeSpan End(long begun)
    {
        TimeSpan took = Stopwatch.GetElapsedTime(begun);
        Calls++;
        if (_usual is { } usual)
            Urgency.Drop(usual);
        _usual = null;
        if (took > Longest)
            Longest = took;
        return took;
    }

    /// <summary>Ends a call, and lets the target go first if it was long enough to be waited for.</summary>
    public TimeSpan EndAndRest(long begun)
    {
        TimeSpan took = End(begun);
        if (Rests && took > Short)
            Libc.Sleep(Pause);
        return took;
    }

    /// <summary>Ends a call that held the lock for short moments only: the target goes first after a stretch of them.</summary>
    public void EndAndRestInTime(long begun)
    {
        TimeSpan took = End(begun);
        if (!Rests || took <= Brief)
            return;
        _sinceRest += took;
        if (_sinceRest <= Stretch)
            return;
        _sinceRest = default;
        Libc.Sleep(Pause);
    }
}
