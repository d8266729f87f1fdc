namespace Fathom.Sources.Native;

/// <summary>
/// SCHED_FIFO for the calling thread, for a tenth of a millisecond at a time (sched(7); needs CAP_SYS_NICE). Who holds
/// somebody's lock and loses his core keeps everybody waiting who wants it.
/// </summary>
static unsafe class Urgency
{
    const int Ordinary = 0; // SCHED_OTHER
    const int FirstInFirstOut = 1;

    // Threads that this one starts begin as ordinary ones.
    const int ResetOnFork = 0x4000_0000;

    static bool _refused;

    public static bool Raise()
    {
        int priority = 1;
        if (_refused || Libc.SetScheduler(0, FirstInFirstOut | ResetOnFork, &priority) == 0)
            return !_refused;
        _refused = true;
        return false;
    }

    public static void Drop()
    {
        int priority = 0;
        _ = Libc.SetScheduler(0, Ordinary, &priority);
    }
}
