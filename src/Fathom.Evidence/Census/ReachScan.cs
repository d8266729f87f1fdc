namespace Fathom.Evidence.Census;

/// <summary>From where chunks can be reached by following addresses.</summary>
public sealed record ReachScan(IReadOnlyList<GroupReach> Rows, TimeSpan Took)
{
    /// <summary>Why nothing may be called lost; null where every root was read.</summary>
    public Gap? Incomplete { get; init; }

    /// <summary>Looks at the roots that found no referrer.</summary>
    public int Looks { get; init; } = 1;

    /// <summary>Registers of every thread were read, while the target stood still.</summary>
    public bool HasRegisters { get; init; }

    /// <summary>Bytes of roots and of chunks that were looked through, all looks together.</summary>
    public Bytes Read { get; init; }
}

/// <summary>Chunks of one group that are reached the same way. Rows of a group add up to it.</summary>
/// <param name="From">The library whose data leads there, or a thread's name; null for the others.</param>
public sealed record GroupReach(int Group, ReachKind Kind, string? From, Malloc.ChunkTotal Total)
{
    /// <summary>What malloc returned for up to three of them.</summary>
    public IReadOnlyList<Address> Samples { get; init; } = [];

    /// <summary>Why it is not known, where it is not.</summary>
    public ReachDoubt Doubt { get; init; }
}

public enum ReachKind
{
    Unknown,

    /// <summary>From a library's data, a stack, registers, thread-local data.</summary>
    Native,

    /// <summary>Only from Java objects.</summary>
    Java,

    /// <summary>Only from Java objects that nothing refers to.</summary>
    Garbage,

    /// <summary>From nowhere, and every place was read.</summary>
    Lost,
}

public enum ReachDoubt
{
    None,

    /// <summary>Nothing refers to it in what was read, and not every place was.</summary>
    Unread,

    /// <summary>So few lead to the rest that threads may hold their addresses in registers, which were not read.</summary>
    Registers,

    /// <summary>It was freed while it was looked for.</summary>
    Changed,

    /// <summary>Its address stands in the Java heap, where no object is known to hold it.</summary>
    JavaWords,

    /// <summary>An address with bits added in front, or that does not stand at a multiple of 8.</summary>
    Odd,

    /// <summary>An address mixed with glibc's pointer guard, or with its own place.</summary>
    Mangled,

    /// <summary>Addresses mixed with one key.</summary>
    Keyed,

    /// <summary>Distances from one place, instead of addresses.</summary>
    Offsets,
}
