namespace Fathom.Evidence;

public static partial class Gaps
{
    public static readonly GapText ProbeAbsent = new("probe-absent",
        "this fathom was built without the probe for this machine",
        "allocations cannot be traced",
        "build it on x86-64 where gcc is installed", ExitCode.CannotTell);

    public static readonly GapText ProbeNoPlace = new("probe-no-place",
        "the probe's file cannot be put where the target could load it from: {0}",
        "nothing was loaded, nothing is traced",
        "give the container a folder for programs that has 47 KiB left (an emptyDir, --tmpfs /tmp:exec), or run fathom inside of it as the target's user", ExitCode.CannotTell);

    public static readonly GapText ProbeRefused = new("probe-refused",
        "the JVM did not load the probe: {0}",
        "nothing is traced",
        "look at the JVM's own output; -XX:-EnableDynamicAgentLoading forbids it, and a /tmp that is mounted noexec prevents it", ExitCode.CannotTell);

    public static readonly GapText ProbeBusy = new("probe-busy",
        "another fathom traces this process already",
        "a process has one table of samples",
        "wait for its end, or end it", ExitCode.CannotTell);

    public static readonly GapText ProbeStuck = new("probe-stuck",
        "a thread of the target has stood inside of the probe for two seconds",
        "no new session begins before it has left",
        "see whether the process is stopped or starved, and try again", ExitCode.CannotTell);

    public static readonly GapText ProbeNoMemory = new("probe-no-memory",
        "the target has no memory for the probe's table (15 MiB of address space)",
        "nothing is traced",
        "raise its limit of address space or of memory, or of files: of their number and length", ExitCode.GuardRail);

    public static readonly GapText ProbeNoFile = new("probe-no-file",
        "the target cannot have a file for the probe's table: a filter of system calls (seccomp) may forbid or does forbid memory files, and none of its /dev/shm, /tmp, /run and /var/tmp is a tmpfs that it may write to, with 15 MiB left",
        "nothing is traced",
        "give the container a larger /dev/shm, or an emptyDir with medium: Memory at /tmp; or ask from outside: fathom trace PID --engine kernel, or --os", ExitCode.CannotTell);

    public static readonly GapText ProbeNoSlots = new("probe-no-slots",
        "no library of the process calls malloc in a way that can be led elsewhere",
        "nothing is traced: a static allocator has no such calls",
        "none: such a process can be traced by the kernel only", ExitCode.CannotTell);

    public static readonly GapText ProbeTableClosed = new("probe-table-closed",
        "the probe's table cannot be opened",
        "nothing is traced",
        "run fathom as root or as the target's user", ExitCode.NotPermitted);

    public static readonly GapText ProbeTableOther = new("probe-table-other",
        "the process has no table of this fathom's probe",
        "nothing is traced",
        "end the fathom of another version that traces it", ExitCode.CannotTell);

    public static readonly GapText ProbeNoRoom = new("probe-no-room",
        "the target's container has only {0} left; the probe may need {1}",
        "nothing was loaded: to look must not be what kills it",
        "raise the limit, or trace another replica", ExitCode.GuardRail);

    public static readonly GapText ProbeMusl = new("probe-musl",
        "the target runs on musl, on which a trace could not be ended again",
        "nothing was loaded",
        "trace a replica on glibc, or ask fathom census what lives in it", ExitCode.CannotTell);

    public static readonly GapText ProbeLeft = new("probe-left",
        "the target did not answer when the trace was to end: the probe is still at work in it",
        "its calls of malloc go on being sampled, up to 1 % of one processor and 15 MiB",
        "let it go on if it is stopped or frozen, then: fathom trace PID --for 1s, which ends what was left");

    public static readonly GapText FileNotTraced = new("file-not-traced",
        "a trace needs a running process",
        "nothing is traced",
        "give a pid; for profiles that are stored: fathom profile FILE", ExitCode.Usage);

    public static readonly GapText TraceLost = new("trace-lost",
        "{0} of {1} samples found no room in the probe's table",
        "the sums are too small by that share",
        "trace for a shorter time, or with fewer samples: --interval 4m");

    public static readonly GapText TraceStale = new("trace-stale",
        "{0} blocks were freed where the probe could not see it, as their addresses came again",
        "some of what is shown as in use may be freed",
        "look who frees: code that is linked statically, or that has looked up free by itself");

    public static readonly GapText TraceForeign = new("trace-foreign",
        "{0} calls of malloc's family go to an allocator or profiler of somebody else's",
        "they were left alone: what is made through them is not seen",
        "end the other profiler first, if there is one");

    public static readonly GapText TraceCut = new("trace-cut",
        "the probe's table has no room for {0}",
        "where they are missing a stack ends early, or a method, a thread or a call has no name; what is shown is right",
        "trace for a shorter time; --by library and --by function need no callers");

    public static readonly GapText TraceNoRows = new("trace-no-rows",
        "{0} of {1} samples were made by code that says nothing of its frames",
        "who called that code is missing, but for Java",
        "none: it was generated at run time, or built without .eh_frame");

    public static readonly GapText TraceRowsLate = new("trace-rows-late",
        "{0} of {1} samples were made by a library that had been loaded a moment before, and that fathom had not read yet: {2}",
        "who called it is missing, but for Java",
        "trace on, or again: fathom reads a new library within a second, and its callers are there from then on");

    public static readonly GapText TraceIdsLeft = new("trace-ids-left",
        "the methods of {0} loaded classes have no ids yet: this JVM makes them too slowly",
        "where such a method is on a stack it has no name",
        "trace again: each trace makes more of them, and what has ids keeps them; JDK 9 and later make them at once");

    static IReadOnlyList<GapText> Probe =>
    [
        ProbeAbsent, ProbeNoPlace, ProbeRefused, ProbeBusy, ProbeStuck, ProbeNoMemory, ProbeNoFile, ProbeNoSlots, ProbeTableClosed, ProbeTableOther, ProbeNoRoom, ProbeMusl, ProbeLeft,
        FileNotTraced, TraceLost, TraceStale, TraceForeign, TraceCut, TraceNoRows, TraceRowsLate, TraceIdsLeft,
        .. TraceChecks,
        .. Run,
    ];
}
