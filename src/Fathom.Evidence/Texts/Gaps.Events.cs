namespace Fathom.Evidence;

public static partial class Gaps
{
    public static readonly GapText KernelEventsForbidden = new("kernel-events-forbidden",
        "the kernel lets this user follow no calls of that process (perf_event_paranoid {0})",
        "nothing is traced",
        "run fathom as root or with CAP_PERFMON; in a container: docker run --cap-add PERFMON, a seccomp profile that allows perf_event_open; kubectl debug --profile=sysadmin", ExitCode.NotPermitted);

    public static readonly GapText KernelEventsAbsent = new("kernel-events-absent",
        "this kernel has no events of that kind",
        "nothing is traced",
        "run fathom on the node itself: sandboxes such as gVisor have none", ExitCode.CannotTell);

    public static readonly GapText KernelEventsTooMany = new("kernel-events-too-many",
        "{0} events would be needed, for {1} threads on {2} processors",
        "nothing is traced: each takes a descriptor here and some 2 KiB of the kernel's memory",
        "ulimit -n 1048576 before it; or strace -f -o FILE -p PID, and then fathom FILE", ExitCode.CannotTell);

    public static readonly GapText KernelRingsRefused = new("kernel-rings-refused",
        "the kernel gives this user no room for events",
        "nothing is traced",
        "run fathom as root, or raise kernel.perf_event_mlock_kb or ulimit -l", ExitCode.NotPermitted);

    public static readonly GapText TraceFsForbidden = new("tracefs-forbidden",
        "the numbers of the kernel's tracepoints may not be read",
        "nothing is traced",
        "run fathom as root: tracefs is root's", ExitCode.NotPermitted);

    public static readonly GapText TraceFsAbsent = new("tracefs-absent",
        "tracefs is not mounted, in which the kernel tells the numbers of its tracepoints",
        "nothing is traced",
        "mount -t tracefs nodev /sys/kernel/tracing; in a container mount the host's: -v /sys/kernel/tracing:/sys/kernel/tracing:ro", ExitCode.CannotTell);

    public static readonly GapText TracepointAbsent = new("tracepoint-absent",
        "this kernel has no tracepoint {0}",
        "nothing is traced",
        "a kernel with CONFIG_FTRACE_SYSCALLS", ExitCode.CannotTell);

    public static readonly GapText KernelMachine = new("kernel-machine",
        "calls are followed on x86-64 only: elsewhere the kernel does not keep what they were asked",
        "nothing is traced",
        "strace -f -k -e trace=%memory,brk -o FILE -p PID, and then fathom FILE", ExitCode.CannotTell);

    public static readonly GapText KernelEventsLost = new("kernel-events-lost",
        "{0} of {1} events were lost: they came faster than they were read",
        "what is shown as kept may have been given back, and the other way round",
        "give fathom more of a processor, or trace when less goes on");

    public static readonly GapText KernelCallsMissed = new("kernel-calls-missed",
        "{0} mappings came where something else still was: a call before them was not seen, or seen too late",
        "what had been there counts as given back by whoever mapped anew",
        "trace again; where it stays, strace -f -e trace=%memory,brk -o FILE, and then fathom FILE");

    public static readonly GapText KernelSamplesLost = new("kernel-samples-lost",
        "{0} samples of {1} were lost: they came faster than they were read",
        "the shares are of those that were read; the sum is the kernel's own count",
        "give fathom more of a processor");

    public static readonly GapText KernelStacksFull = new("kernel-stacks-full",
        "{0} calls came with stacks beyond the {1} that are kept",
        "they stand in the table without a stack, or with what was mapped before the trace",
        "trace for a shorter time");

    public static readonly GapText KernelNameless = new("kernel-nameless",
        "{0} threads began when so many had been that they are not told apart any more",
        "what they did is in the sums, under threads without a name",
        "trace for a shorter time");

    public static readonly GapText KernelReplaced = new("kernel-replaced",
        "that process began another program (execve) {0} s after the trace had begun",
        "the figures end there: what was mapped until then went with the program that had mapped it",
        "trace again: the process has the same number");

    static IReadOnlyList<GapText> Events =>
    [
        KernelEventsForbidden, KernelEventsAbsent, KernelEventsTooMany, KernelRingsRefused, TraceFsForbidden, TraceFsAbsent, TracepointAbsent, KernelMachine,
        KernelEventsLost, KernelCallsMissed, KernelSamplesLost, KernelStacksFull, KernelNameless, KernelReplaced,
    ];
}
