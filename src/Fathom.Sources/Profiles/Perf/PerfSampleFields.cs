namespace Fathom.Sources.Profiles.Perf;

/// <summary>What a sample has, in the order in which it has it but for the identifier, which stands first (include/uapi/linux/perf_event.h).</summary>
[Flags]
enum PerfSampleFields : ulong
{
    None = 0,
    Address = 1UL << 0,
    Thread = 1UL << 1,
    Time = 1UL << 2,
    DataAddress = 1UL << 3,
    Read = 1UL << 4,
    Callers = 1UL << 5,
    Id = 1UL << 6,
    Processor = 1UL << 7,
    Period = 1UL << 8,
    Stream = 1UL << 9,
    Raw = 1UL << 10,
    StackCopy = 1UL << 13,
    Identifier = 1UL << 16,
}

/// <summary>What a counter reads.</summary>
[Flags]
enum PerfReadFields : ulong
{
    None = 0,
    TimeEnabled = 1,
    TimeRunning = 2,
    Id = 4,
    Group = 8,
    Lost = 16,
}
