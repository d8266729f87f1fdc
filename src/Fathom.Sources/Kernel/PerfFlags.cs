namespace Fathom.Sources.Kernel;

/// <summary>The bits of struct perf_event_attr that are used here (linux/perf_event.h).</summary>
[Flags]
enum PerfFlags : ulong
{
    None = 0,
    Disabled = 1UL << 0,
    Inherit = 1UL << 1,
    Comm = 1UL << 9,
    Watermark = 1UL << 14,

    /// <summary>Other records have, at their end, what a sample has at its beginning: when they were written.</summary>
    SampleIdAll = 1UL << 18,
    NoKernelChain = 1UL << 21,

    /// <summary>A record of a new name says whether it is that of a new program (Linux 3.16).</summary>
    CommExec = 1UL << 24,
    UseClock = 1UL << 25,

    /// <summary>Threads, and no children (Linux 5.13).</summary>
    InheritThread = 1UL << 35,
}

/// <summary>What a sample carries, in the order in which the kernel writes it (perf_event_open(2)).</summary>
[Flags]
enum SampleParts : ulong
{
    None = 0,
    Ip = 1 << 0,
    Tid = 1 << 1,
    Time = 1 << 2,
    Address = 1 << 3,
    CallChain = 1 << 5,
    Raw = 1 << 10,
    UserRegisters = 1 << 12,
    UserStack = 1 << 13,
    Identifier = 1 << 16,
}
