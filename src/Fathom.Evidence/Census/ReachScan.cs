namespace Fathom.Evidence.Census;

/// <summary>From where chunks can be reached by following addresses.</summary>
public sealed record ReachScan(IReadOnlyList<GroupReach> Rows, TimeSpan Took)
{
    /// <summary>Why nothing may be called lost; null where every root was read.</summary>
    public Gap? Incomplete { get; init; }

    /// <summary>Looks at the roots that found no referrer.</summary>
    public int Looks { get; init; } = 1;
}

/// <summary>Chunks of one group that are reached the same way. Rows of a group add up to it.</summary>
/// <param name="From">The library whose data leads there, or a thread's name; null for the others.</param>
public sealed record GroupReach(int Group, ReachKind Kind, string? From, Malloc.ChunkTotal Total)
{
    /// <summary>What malloc returned for up to three of them.</summary>
    public IReadOnlyList<Address> Samples { get; init; } = [];
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
