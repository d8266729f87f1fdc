namespace Fathom.Evidence.Tracing;

/// <summary>The kernel gives a thread's number to another one when it has ended. Here each has its own: the kernel's, and above it how many had that before.</summary>
public static class ThreadNumber
{
    /// <summary>Of one that cannot be told from others.</summary>
    public const int Unknown = int.MaxValue;

    // include/linux/threads.h, PID_MAX_LIMIT
    const int Bits = 22, MostLives = 1 << (31 - Bits);

    public const int MostTids = 1 << Bits;

    public static bool IsPossible(int tid) => tid is > 0 and < MostTids;

    public static int Of(int tid, int life) => life < MostLives - 1 && IsPossible(tid) ? tid | life << Bits : Unknown;

    /// <summary>The kernel's; null where it is not known.</summary>
    public static int? Tid(int number) => number == Unknown ? null : number & (MostTids - 1);
}
