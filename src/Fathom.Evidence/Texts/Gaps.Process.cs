namespace Fathom.Evidence;

public static partial class Gaps
{
    public static readonly GapText NoSuchProcess = new("no-such-process",
        "there is no process {0}",
        "nothing can be said about it",
        "fathom ps lists the JVMs that run now",
        ExitCode.NoTarget);

    public static readonly GapText TargetGone = new("target-gone",
        "the process ended while it was read",
        "what is shown was read before that; the rest is missing",
        "look at its successor: fathom ps",
        ExitCode.NoTarget);

    public static readonly GapText PidReused = new("pid-reused",
        "the process id now belongs to another process",
        "the two readings are of different processes and are not joined",
        "run fathom again",
        ExitCode.NoTarget);

    public static readonly GapText NotPermitted = new("not-permitted",
        "reading another user's process needs the right to trace it",
        "nothing but its name can be shown",
        "{0}",
        ExitCode.NotPermitted);

    public static readonly GapText ProcFileUnreadable = new("proc-file-unreadable",
        "{0} cannot be read",
        "what only this file tells is missing",
        "run as the target's user or with CAP_SYS_PTRACE");

    public static readonly GapText ProcFileAbsent = new("proc-file-absent",
        "{0} is not there",
        "what only this file tells is missing",
        "a newer kernel, or a capture that holds the file");

    public static readonly GapText ProcFileTooLarge = new("proc-file-too-large",
        "{0} is longer than fathom reads",
        "it was not used",
        "report this: no real process is known to need it");

    public static readonly GapText LineNotUnderstood = new("line-not-understood",
        "a line has not the form it should have: {0}",
        "the line was left out; sums may be too small",
        "if the file came from a kernel, report the line");

    public static readonly GapText NoAnswerInTime = new("no-answer-in-time",
        "the kernel did not answer within {0} s; the target probably holds its own memory lock (state D)",
        "the answer stands on what was read before",
        "cat /proc/PID/stack says where it waits; run fathom again when it moves");

    public static readonly GapText TooSlow = new("too-slow",
        "reading took more than {0} s: others had the processors most of that time, or the target is very large",
        "the answer stands on what was read before",
        "run fathom again when the machine is less busy; cat /proc/pressure/cpu says how busy it is");

    public static readonly GapText KernelThread = new("kernel-thread",
        "process {0} ({1}) is a thread of the kernel",
        "it has no memory of its own",
        "fathom ps lists the JVMs that run now",
        ExitCode.NoTarget);

    public static readonly GapText Zombie = new("zombie",
        "process {0} has ended; its parent {1} has not asked for its exit code yet",
        "its memory is gone already",
        "fathom ps lists the JVMs that run now",
        ExitCode.NoTarget);

    public static readonly GapText RssApproximate = new("rss-approximate",
        "the counters of this kernel ({0}) are read without adding up what each core holds",
        "the kernel's RSS may be some MiB off, and the balance with it",
        "Linux 6.16 and later give exact figures",
        ExitCode.Fine);

    static IReadOnlyList<GapText> Process =>
    [
        NoSuchProcess, TargetGone, PidReused, NotPermitted, ProcFileUnreadable, ProcFileAbsent, ProcFileTooLarge,
        LineNotUnderstood, NoAnswerInTime, TooSlow, KernelThread, Zombie, RssApproximate,
    ];
}
