namespace Fathom.Evidence.Saved;

/// <summary>One program's address space, from its execve (or from where the log begins) to its end.</summary>
public sealed record TracedProgram
{
    /// <summary>Of the thread that began it; null in a log of one thread, which names none.</summary>
    public int? Pid { get; init; }

    /// <summary>The file that was executed; null where the log does not say it.</summary>
    public string? File { get; init; }

    /// <summary>"exited with 0", "killed by SIGKILL"; null where it ran on.</summary>
    public string? End { get; init; }

    /// <summary>What was mapped and not given back.</summary>
    public MappedAmount Live { get; init; }

    /// <summary>The most that was usable at one time.</summary>
    public Bytes Peak { get; init; }

    public string? PeakTime { get; init; }

    /// <summary>Heaps of malloc's arenas: 64 MiB each, cut out of 128 (glibc 2.36 arena.c, alloc_new_heap).</summary>
    public int ArenaHeaps { get; init; }

    /// <summary>Given back, but mapped before the log began.</summary>
    public Bytes ReleasedOfBefore { get; init; }

    /// <summary>Mappings that came where something still was: calls that gave it back are not in the log.</summary>
    public long Missed { get; init; }

    /// <summary>What its threads mapped, by what is left of it.</summary>
    public IReadOnlyList<Mapper> Threads { get; init; } = [];

    /// <summary>The same by where in the code they did; empty without stacks (strace -k).</summary>
    public IReadOnlyList<Mapper> Sites { get; init; } = [];
}

/// <summary>A thread or a place in the code that maps memory.</summary>
/// <param name="Tid">Null for a place, and in a log that names no threads.</param>
/// <param name="Frames">Of a place, the innermost first.</param>
public sealed record Mapper(int? Tid, IReadOnlyList<string> Frames)
{
    public long Calls { get; init; }

    public Bytes Mapped { get; init; }

    /// <summary>Of what it mapped, whoever gave it back.</summary>
    public Bytes Unmapped { get; init; }

    public MappedAmount Live { get; init; }

    public int ArenaHeaps { get; init; }
}

/// <summary>Address space, by what can be done with it. How much of it is in memory, no log of calls tells.</summary>
/// <param name="Usable">Without a file, and readable or writable: pages in it may come into memory.</param>
/// <param name="Reserved">Without a file, and without access: takes no memory.</param>
/// <param name="Files">Mapped from files.</param>
public readonly record struct MappedAmount(Bytes Usable, Bytes Reserved, Bytes Files);
