using Fathom.Evidence.HotSpot;

namespace Fathom.Evidence.Profiles;

/// <summary>What a profiler saw, as it wrote it down: who allocated how much.</summary>
/// <param name="Place">The file as messages call it.</param>
/// <param name="Kind">The form: jemalloc heap profile.</param>
public sealed record AllocationProfile(string Place, string Kind)
{
    public required IReadOnlyList<ProfileColumn> Columns { get; init; }

    /// <summary>The column to show where nobody chose one; null for the first of bytes in use, of bytes, of anything.</summary>
    public string? Shown { get; init; }

    /// <summary>Its samples are not of allocations alone: what an allocator does itself is the allocator's, not its caller's.</summary>
    public bool KeepsAllocator { get; init; }

    public required ProfileSampling Sampling { get; init; }

    public required ProfileFrames Frames { get; init; }

    public required ProfileStacks Stacks { get; init; }

    public required ProfileSamples Samples { get; init; }

    /// <summary>Which of several moments of the file it is, as that says it; null where there is one only.</summary>
    public string? When { get; init; }

    /// <summary>What the same file holds of earlier moments, in order of time; empty where it has one moment only.</summary>
    public IReadOnlyList<ProfileSnapshot> Earlier { get; init; } = [];

    /// <summary>The same values once more, thread by thread; null where there are none, or where the samples themselves have threads.</summary>
    public ProfileSamples? ThreadSamples { get; init; }

    /// <summary>What was mapped where, as the profile itself says.</summary>
    public IReadOnlyList<Mapping> Mappings { get; init; } = [];

    /// <summary>What tells the builds of those files, by their paths; empty where the profile has none.</summary>
    public IReadOnlyDictionary<string, string> BuildIds { get; init; } = new Dictionary<string, string>();

    public DateTimeOffset? TakenAt { get; init; }

    /// <summary>It says what was given back, too: without that, "in use" is all that was ever allocated.</summary>
    public bool HasFrees { get; init; } = true;

    /// <summary>Which dump of which process it is; null where its name does not say.</summary>
    public ProfileDump? Dump { get; init; }

    public long Lines { get; init; }

    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];

    /// <summary>With a unit for the values that the profile tells none of.</summary>
    public AllocationProfile In(string unit) =>
        this with { Columns = [.. Columns.Select(column => column.Unit.Length == 0 ? column with { Unit = unit } : column)] };

    public bool LacksUnit => Columns.Any(column => column.Unit.Length == 0);
}
