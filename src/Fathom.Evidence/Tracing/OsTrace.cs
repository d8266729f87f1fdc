using Fathom.Evidence.Profiles;
using Fathom.Evidence.Saved;

namespace Fathom.Evidence.Tracing;

/// <summary>What memory that a process asks the kernel for is to be.</summary>
public enum OsMemory
{
    /// <summary>Mapped without a file; what for, the stack tells.</summary>
    Mapped,
    File,

    /// <summary>The program break: malloc's main arena.</summary>
    Break,

    /// <summary>A heap of one of malloc's other arenas, 64 MiB of address space each (glibc 2.36 malloc/arena.c, new_heap).</summary>
    Arena,

    /// <summary>Mapped as a stack (MAP_STACK).</summary>
    Stack,
}

/// <summary>How one thread has changed the memory of a process at one place in the code. Only what can be written or read counts.</summary>
/// <param name="Tid">Null for what was mapped before.</param>
/// <param name="Stack">Of the profile's; 0 where none is known.</param>
public sealed record OsRow(OsMemory Kind, int? Tid, int Stack)
{
    public long Calls { get; init; }

    public Bytes Mapped { get; init; }

    /// <summary>Of what it mapped, whoever gave it back.</summary>
    public Bytes Unmapped { get; init; }

    /// <summary>By its calls, whoever had mapped it.</summary>
    public Bytes Released { get; init; }

    /// <summary>Told the kernel that its pages are not needed (madvise); they stay mapped.</summary>
    public Bytes Advised { get; init; }

    /// <summary>Mapped without access: takes no memory.</summary>
    public Bytes Reserved { get; init; }

    public int ArenaHeaps { get; init; }

    public Bytes Net => Mapped - Unmapped;
}

/// <summary>The memory that a process has taken from the kernel and given back while it was traced.</summary>
public sealed record OsTrace(TimeSpan Elapsed)
{
    /// <summary>mmap, munmap, mremap, mprotect, brk, madvise.</summary>
    public IReadOnlyList<CallCount> Calls { get; init; } = [];

    public IReadOnlyList<OsRow> Rows { get; init; } = [];

    /// <summary>The rows as a profile: in use is what was mapped and not given back.</summary>
    public required AllocationProfile Profile { get; init; }

    public IReadOnlyDictionary<int, string> ThreadNames { get; init; } = new Dictionary<int, string>();

    /// <summary>Events that the kernel had no room for.</summary>
    public long Lost { get; init; }

    /// <summary>There was no room at some time: more may have been lost than the kernel told.</summary>
    public bool WasFull { get; init; }

    /// <summary>Events that could not be understood.</summary>
    public long Unread { get; init; }

    /// <summary>Mappings that came where something still was.</summary>
    public long Missed { get; init; }

    public long WithoutStack { get; init; }

    /// <summary>Followed from the beginning.</summary>
    public int Threads { get; init; }

    public int Events { get; init; }

    public bool TargetLives { get; init; }

    /// <summary>Resident, at the beginning and at the end.</summary>
    public Bytes? ResidentBefore { get; init; }

    public Bytes? ResidentAfter { get; init; }
}
