using Fathom.Evidence.HotSpot;

namespace Fathom.Evidence.Saved;

/// <summary>hs_err_pid*.log: why a JVM ended, and what it knew of its memory then.</summary>
public sealed record CrashReport
{
    public CrashCause Cause { get; init; }

    /// <summary>"SIGSEGV (0xb) at pc=0x…", or "Native memory allocation (mmap) failed to map 176128 bytes. …".</summary>
    public string? Reason { get; init; }

    /// <summary>What the system refused.</summary>
    public Bytes? Refused { get; init; }

    /// <summary>True where malloc was refused, false where mmap was.</summary>
    public bool? ByMalloc { get; init; }

    /// <summary>"os_linux.cpp:2832": where in HotSpot.</summary>
    public string? Place { get; init; }

    public int? Pid { get; init; }

    public string? Frame { get; init; }

    public string? Time { get; init; }

    public TimeSpan? Elapsed { get; init; }

    public string? CommandLine { get; init; }

    /// <summary>Heap, metaspace, code cache, libraries, NMT: what VM.info prints as well.</summary>
    public VmInfo Info { get; init; } = new();

    public VmFlags? Flags { get; init; }

    public CrashedProcess Process { get; init; } = new();

    /// <summary>/proc/meminfo of the machine.</summary>
    public MachineMemory? Machine { get; init; }

    /// <summary>"memory_limit_in_bytes" and what else the cgroup has of memory; unlimited ones are left out.</summary>
    public IReadOnlyList<NamedSize> Container { get; init; } = [];

    public IReadOnlyList<CrashedThread> Threads { get; init; } = [];

    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];
}

public enum CrashCause
{
    Unknown,
    Signal,
    NoMemory,

    /// <summary>A check of HotSpot's own failed.</summary>
    Internal,
}

/// <summary>The section "Process Memory", since JDK 11.</summary>
public sealed record CrashedProcess
{
    public Bytes? Virtual { get; init; }

    public Bytes? Resident { get; init; }

    public Bytes? PeakResident { get; init; }

    public Bytes? Anonymous { get; init; }

    public Bytes? File { get; init; }

    public Bytes? Shared { get; init; }

    public Bytes? Swap { get; init; }

    /// <summary>malloc's blocks in use, and what it keeps free.</summary>
    public Bytes? MallocInUse { get; init; }

    public Bytes? MallocFree { get; init; }

    /// <summary>Before glibc 2.33 both count in 32 bits.</summary>
    public bool MallocMayHaveWrapped { get; init; }
}

/// <param name="Id">Of the thread in its own namespace of processes.</param>
public sealed record CrashedThread(string Name, int Id, AddressRange? Stack);
