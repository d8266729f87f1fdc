using Fathom.Evidence.HotSpot;

namespace Fathom.Evidence.Profiles;

/// <summary>What a profiler saw, as it wrote it down: who allocated how much.</summary>
/// <param name="Place">The file as messages call it.</param>
/// <param name="Kind">The form: jemalloc heap profile.</param>
public sealed record AllocationProfile(string Place, string Kind)
{
    public required IReadOnlyList<ProfileColumn> Columns { get; init; }

    public required ProfileSampling Sampling { get; init; }

    public required ProfileFrames Frames { get; init; }

    public required ProfileStacks Stacks { get; init; }

    public required ProfileSamples Samples { get; init; }

    /// <summary>The same values once more, thread by thread; null where there are none, or where the samples themselves have threads.</summary>
    public ProfileSamples? ThreadSamples { get; init; }

    /// <summary>What was mapped where, as the profile itself says.</summary>
    public IReadOnlyList<Mapping> Mappings { get; init; } = [];

    /// <summary>What tells the builds of those files, by their paths; empty where the profile has none.</summary>
    public IReadOnlyDictionary<string, string> BuildIds { get; init; } = new Dictionary<string, string>();

    public DateTimeOffset? TakenAt { get; init; }

    public long Lines { get; init; }

    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];
}
