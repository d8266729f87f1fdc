using Fathom.Evidence.HotSpot;

namespace Fathom.Evidence.Saved;

/// <summary>What programs asked the kernel for memory, as a log of their system calls tells it.</summary>
public sealed record MemoryCalls
{
    public long Lines { get; init; }

    /// <summary>Calls by name; those that change no memory are one row with an empty name.</summary>
    public IReadOnlyList<CallCount> Calls { get; init; } = [];

    /// <summary>As the log has it: a time of day, or seconds since 1970; null where it was written without.</summary>
    public string? FirstTime { get; init; }

    public string? LastTime { get; init; }

    /// <summary>In the order in which they began; an execve begins another.</summary>
    public IReadOnlyList<TracedProgram> Programs { get; init; } = [];

    /// <summary>Without mprotect nobody sees how much of what was reserved became usable.</summary>
    public bool HasProtection { get; init; }

    /// <summary>Threads that appeared while several programs ran: whose they are was not said.</summary>
    public int GuessedThreads { get; init; }

    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];
}

/// <param name="Failed">A failed call gave nothing, and took nothing.</param>
public readonly record struct CallCount(string Name, long Count, long Failed);
