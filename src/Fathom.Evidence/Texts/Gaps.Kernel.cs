namespace Fathom.Evidence;

public static partial class Gaps
{
    public static readonly GapText KernelEngineAbsent = new("kernel-engine-absent",
        "this kernel has no probes of functions that fathom could set",
        "nothing is traced",
        "a kernel from Linux 5.8 on, on x86-64, with CONFIG_UPROBE_EVENTS and CONFIG_BPF_SYSCALL; or the probe: fathom trace without --engine", ExitCode.CannotTell);

    public static readonly GapText KernelNotPermitted = new("kernel-not-permitted",
        "the kernel does not let fathom set probes of functions",
        "nothing is traced",
        "sudo fathom …; in a container CAP_BPF, CAP_PERFMON and CAP_SYS_PTRACE, and a seccomp profile that allows bpf and perf_event_open; a kernel in lockdown allows it to nobody",
        ExitCode.NotPermitted);

    public static readonly GapText KernelRefused = new("kernel-refused",
        "the kernel refuses a probe of a function, or a table for it",
        "nothing is traced",
        "look at the error's number: ENOMEM is memory of fathom's own container, EINVAL an older kernel than Linux 5.8", ExitCode.CannotTell);

    public static readonly GapText KernelProgramRefused = new("kernel-program-refused",
        "the kernel's verifier refuses a program of fathom's: {0}",
        "nothing is traced",
        "send the line and the kernel's version; meanwhile use the probe: fathom trace without --engine", ExitCode.CannotTell);

    public static readonly GapText KernelNoMalloc = new("kernel-no-malloc",
        "no file of the process has both malloc and free among its symbols",
        "nothing is traced: it is a static program without symbols, or one with an allocator of its own",
        "keep the symbols of the program when it is linked (no strip, no -s)", ExitCode.CannotTell);

    public static readonly GapText KernelMusl = new("kernel-musl",
        "the target runs on musl, whose functions of malloc's family call one another",
        "nothing is traced: blocks would count twice",
        "trace a replica on glibc, or ask fathom census what lives in it", ExitCode.CannotTell);

    public static readonly GapText KernelFiltered = new("kernel-filtered",
        "the target's system calls are filtered (seccomp), and on Linux {0} such a filter may end a process whose functions are watched",
        "nothing was begun",
        "Linux 6.14 or later, or a container without seccomp (docker run --security-opt seccomp=unconfined); or the probe: fathom trace without --engine", ExitCode.CannotTell);

    public static readonly GapText KernelNoJava = new("kernel-no-java",
        "what the JVM knows of its code cannot be read",
        "stacks end where Java begins: no method and no line has a name",
        "look at the gap beside it; a JVM that is still starting has nothing yet to read");

    public static readonly GapText KernelFileGone = new("kernel-file-gone",
        "the file of the allocator that the process has mapped cannot be opened any more",
        "nothing is traced: a breakpoint belongs to a file",
        "restart the process after the update that replaced it; or the probe: fathom trace without --engine", ExitCode.CannotTell);

    public static readonly GapText KernelNoRoom = new("kernel-no-room",
        "fathom's own container has only {0} left; the kernel's tables need 32 MiB",
        "nothing was begun",
        "run fathom outside of that container, or raise its limit", ExitCode.GuardRail);

    public static readonly GapText KernelLost = new("kernel-lost",
        "{0} of {1} samples found no room in the kernel's tables, or for their stack",
        "sums of stacks are too small by that share",
        "trace for a shorter time, or with fewer samples: --interval 4m");

    public static readonly GapText KernelUnnamed = new("kernel-unnamed",
        "{0} of {1} stacks end at code that nobody has named, or have a Java method that cannot be named any more",
        "what they hold is in the sums, but under callers that are missing, or as (a Java method)",
        "trace again, on a machine with a processor to spare: code that the JVM throws away has a name only as long as it is there");

    static IReadOnlyList<GapText> Kernel =>
    [
        KernelEngineAbsent, KernelNotPermitted, KernelRefused, KernelProgramRefused, KernelNoMalloc, KernelMusl, KernelFiltered, KernelNoJava, KernelFileGone, KernelNoRoom, KernelLost, KernelUnnamed,
    ];
}
