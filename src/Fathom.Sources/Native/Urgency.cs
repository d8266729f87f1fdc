namespace Fathom.Sources.Native;

/// <summary>
/// SCHED_FIFO for the calling thread, for a tenth of a millisecond at a time (sched(7); needs CAP_SYS_NICE). Who holds
/// somebody's lock and loses his core keeps everybody waiting who wants it.
/// </summary>
static unsafe class Urgency
{
    const int Ordinary = 0; // SCHED_OTHER
    const int FirstInFirstOut = 1;
    const int Batch = 3;
    const int Idle = 5;

    // Threads that this one starts begin as ordinary ones.
    const int ResetOnFork = 0x4000_0000;

    static bool _refused;

    /// <summary>The policy to go back to; null where the thread stays what it is, among them one that is urgent already.</summary>
    public static int? Raise()
    {
        if (_refused || Libc.GetScheduler(0) is not ((Ordinary or Batch or Idle) and var usual))
            return null;
        int priority = 1;
        if (Libc.SetScheduler(0, FirstInFirstOut | ResetOnFork, &priority) == 0)
            return usual;
        _refused = true;
        return null;
    }

    public static void Drop(int usual)
    {
        int priority = 0;
        _ = Libc.SetScheduler(0, usual, &priority);
    }
}
