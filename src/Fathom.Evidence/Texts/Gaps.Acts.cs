namespace Fathom.Evidence;

public static partial class Gaps
{
    public static readonly GapText FreezeRefused = new("freeze-refused",
        "the target could not be stopped: {0}",
        "nothing was read under a stop, and every thread goes on",
        "run as the target's user or with CAP_SYS_PTRACE, with no debugger or strace attached; or look without --freeze",
        ExitCode.NotPermitted);

    public static readonly GapText FreezeTooSlow = new("freeze-too-slow",
        "not every thread stopped within {0}",
        "nothing was read under a stop, and every thread goes on",
        "a longer --freeze; a thread in an uninterruptible wait stops for nobody: fathom threads PID shows its state",
        ExitCode.CannotTell);

    public static readonly GapText FreezeRanOut = new("freeze-ran-out",
        "the budget of {0} was over before the look was",
        "the target went on; what was read after that moment is as good as a look without a stop",
        "a longer --freeze");

    static IReadOnlyList<GapText> Acts => [FreezeRefused, FreezeTooSlow, FreezeRanOut];
}
