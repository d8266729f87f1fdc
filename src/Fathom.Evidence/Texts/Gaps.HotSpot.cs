namespace Fathom.Evidence;

public static partial class Gaps
{
    public static readonly GapText PerfDataAbsent = new("perf-data-absent",
        "the JVM keeps no hsperfdata file",
        "its counters of heap spaces, collections, classes and threads are missing",
        "it runs with -XX:-UsePerfData or -XX:+PerfDisableSharedMem, or somebody removed /tmp/hsperfdata_*: fathom jvm PID GC.heap_info asks the JVM itself",
        ExitCode.CannotTell);

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

    static IReadOnlyList<GapText> HotSpot => [PerfDataAbsent, PerfDataForeign, PerfDataDamaged, PerfDataNotReady];
}
