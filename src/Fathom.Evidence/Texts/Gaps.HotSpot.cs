namespace Fathom.Evidence;

public static partial class Gaps
{
    public static readonly GapText PerfDataAbsent = new("perf-data-absent",
        "the JVM keeps no hsperfdata file",
        "its counters of heap spaces, collections, classes and threads are missing",
        "it runs with -XX:-UsePerfData or -XX:+PerfDisableSharedMem, or somebody removed /tmp/hsperfdata_*: fathom jvm PID GC.heap_info asks the JVM itself",
        ExitCode.CannotTell);

    public static readonly GapText PerfDataOff = new("perf-data-off",
        "the JVM keeps no counters (-XX:-UsePerfData)",
        "collections, safepoints and started threads are not counted; what its structures hold is shown",
        "fathom jvm PID GC.heap_info asks the JVM itself; counters need a restart without the flag");

    public static readonly GapText PerfDataForeign = new("perf-data-foreign",
        "the hsperfdata file is not the JVM's own: {0}",
        "it was not read: anybody may put a file into /tmp",
        "look at it from outside: ls -l /proc/PID/root/tmp/hsperfdata_*",
        ExitCode.CannotTell);

    public static readonly GapText PerfDataDamaged = new("perf-data-damaged",
        "hsperfdata contradicts itself: {0}",
        "none of its counters is believed",
        "run fathom again: the JVM may have been starting",
        ExitCode.CannotTell);

    public static readonly GapText PerfDataNotReady = new("perf-data-not-ready",
        "the JVM has not finished its counters yet",
        "it is starting; none of them is believed",
        "run fathom again in a moment",
        ExitCode.CannotTell);

    public static readonly GapText JvmNeeded = new("jvm-needed",
        "this process ({0}) is no JVM: no libjvm is mapped",
        "it was not asked, and not signalled: SIGQUIT would end it",
        "fathom ps lists the JVMs that run now; GraalVM native images have no attach socket",
        ExitCode.NoTarget);

    public static readonly GapText JvmNotHotSpot = new("jvm-not-hotspot",
        "this JVM is {0}, which has another attach protocol than HotSpot",
        "it was not asked, and not signalled",
        "fathom PID reads its memory from outside all the same; use the jcmd of its own JDK",
        ExitCode.CannotTell);

    public static readonly GapText AttachDisabled = new("attach-disabled",
        "the JVM lets nobody attach (-XX:+DisableAttachMechanism)",
        "it was not asked, and not signalled: it would print all its threads into the application's output",
        "fathom PID reads from outside; attaching needs a restart without the flag",
        ExitCode.CannotTell);

    public static readonly GapText AttachStopped = new("attach-stopped",
        "the process is {0}: it would take the question and not answer",
        "it was not asked, and not signalled",
        "let it run (kill -CONT PID, docker unpause) and ask again; fathom PID reads it as it is",
        ExitCode.CannotTell);

    public static readonly GapText AttachStarting = new("attach-starting",
        "the JVM is still starting: it does not handle SIGQUIT yet",
        "it was not signalled: the signal would end it",
        "run fathom again in a moment",
        ExitCode.CannotTell);

    public static readonly GapText AttachSignalUncaught = new("attach-signal-uncaught",
        "the JVM does not handle SIGQUIT (-Xrs) and has no attach socket",
        "it was not signalled: the signal would end it",
        "with -Xrs the socket is made at the start: somebody has removed it from /tmp, and only a restart brings it back",
        ExitCode.CannotTell);

    public static readonly GapText AttachPlanted = new("attach-planted",
        "what stands where the JVM's attach file should be is not its own: {0}",
        "it was not used: who put it there would have been answered as if it were the JVM",
        "look who may write to the target's /tmp (ls -la /proc/PID/root/tmp), and remove what another JVM left there under this pid",
        ExitCode.CannotTell);

    public static readonly GapText AttachTriggerRefused = new("attach-trigger-refused",
        "the file that asks the JVM to listen cannot be made",
        "it was not signalled: without the file it would print all its threads into the application's output",
        "the target's /tmp must be writable, for the JVM too: its socket stands there",
        ExitCode.CannotTell);

    public static readonly GapText AttachNoListener = new("attach-no-listener",
        "the JVM opened no attach socket within {0} s",
        "it was not asked; when it comes round to the signal it may print its threads into its output",
        "its /tmp may be full or read-only, or the machine overloaded: fathom PID reads from outside",
        ExitCode.CannotTell);

    public static readonly GapText AttachUnconnected = new("attach-unconnected",
        "the JVM's attach socket cannot be connected to",
        "it was not asked",
        "run fathom again: the JVM may be ending",
        ExitCode.CannotTell);

    public static readonly GapText AttachSilent = new("attach-silent",
        "the JVM did not answer within {0} s",
        "what it answered until then stands above; the command may still be running in it",
        "a longer --timeout; a JVM answers one question at a time, and many commands wait for a safepoint",
        ExitCode.CannotTell);

    public static readonly GapText AttachNoReply = new("attach-no-reply",
        "the JVM closed the connection without a word",
        "it refused who asks, or the question",
        "JDK 8 answers its own user and group only: sudo -u '#UID' fathom …, or root with CAP_SETUID and CAP_SETGID",
        ExitCode.CannotTell);

    public static readonly GapText AttachReplyCut = new("attach-reply-cut",
        "the JVM's answer broke off",
        "what is shown is not all of it",
        "the JVM has ended, or somebody closed the connection: fathom ps",
        ExitCode.CannotTell);

    public static readonly GapText AttachReplyTooLong = new("attach-reply-too-long",
        "the answer is longer than the {0} MiB that are held in memory",
        "it is not shown",
        "without --json an answer of any length is passed through",
        ExitCode.CannotTell);

    public static readonly GapText AttachNotAReply = new("attach-not-a-reply",
        "the answer does not begin with a number: {0}",
        "it is not of the attach protocol, and not shown",
        "report it with the JVM's version",
        ExitCode.CannotTell);

    public static readonly GapText AttachVersion = new("attach-version",
        "the JVM does not speak this version of the attach protocol (101)",
        "the command was not run",
        "report it with the JVM's version",
        ExitCode.CannotTell);

    public static readonly GapText CommandFailed = new("command-failed",
        "the JVM could not do {0}: {1}",
        "what it printed is all there is",
        "fathom jvm PID help COMMAND lists what the command takes",
        ExitCode.CannotTell);

    public static readonly GapText CommandUnknown = new("command-unknown",
        "this JVM has no command {0}",
        "nothing was done; near it: {1}",
        "fathom jvm PID help lists what it has",
        ExitCode.CannotTell);

    public static readonly GapText CommandTooLong = new("command-too-long",
        "the command is longer than the {0} bytes that this JVM takes",
        "it was not sent: the JVM would close the connection without a word",
        "shorter words; JDK 24 and later take 256 KiB",
        ExitCode.Usage);

    public static readonly GapText CommandHasControls = new("command-has-controls",
        "the command is empty or has control characters in it",
        "it was not sent: a line break would hide a second command behind the first",
        "one command at a time",
        ExitCode.Usage);

    public static readonly GapText ActNotAgreed = new("act-not-agreed",
        "nobody has agreed to the price: {0}",
        "nothing was done",
        "--yes agrees; on a terminal fathom asks",
        ExitCode.Usage);

    public static readonly GapText FileNotAsked = new("file-not-asked",
        "a file cannot be asked: only a running JVM answers",
        "nothing was read",
        "give a pid or a part of a JVM's name; fathom FILE says what is in the file",
        ExitCode.Usage);

    static IReadOnlyList<GapText> HotSpot =>
    [
        PerfDataAbsent, PerfDataOff, PerfDataForeign, PerfDataDamaged, PerfDataNotReady, JvmNeeded, JvmNotHotSpot, AttachDisabled,
        AttachStopped, AttachStarting, AttachSignalUncaught, AttachPlanted, AttachTriggerRefused, AttachNoListener,
        AttachUnconnected, AttachSilent, AttachNoReply, AttachReplyCut, AttachReplyTooLong, AttachNotAReply,
        AttachVersion, CommandFailed, CommandUnknown, CommandTooLong, CommandHasControls, ActNotAgreed,
        FileNotAsked,
    ];
}
