using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.Tracing;
using Fathom.Views.Profiles;

namespace Fathom.Views.Tracing;

/// <summary>A trace, ready to be shown: a profile with what it says of itself.</summary>
/// <param name="Summary">In the order that was asked for.</param>
/// <param name="IsPart">Only what fits was asked for: of the rest nothing is said.</param>
/// <param name="ByStack">The summary is the table; else the profile is.</param>
public sealed record TraceAnswer(Target Target, ProfileAnswer Profile, TraceFigures Figures, IReadOnlyList<TraceSummary> Summary, bool IsPart, bool ByStack)
{
    /// <summary>Where the answer is of several processes: what tells this one from them. Null where its number does.</summary>
    public string? Name { get; init; }

    public TraceGroup Group { get; init; }

    public TraceSort Sort { get; init; }

    /// <summary>The time that growth is told of; null where none was remembered.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>The pattern of --only, as it was given.</summary>
    public string? Only { get; init; }

    /// <summary>Null where nobody asked for the census.</summary>
    public TraceCoverage? Coverage { get; init; }

    /// <summary>Null where no sizes were to be noted one by one.</summary>
    public TraceSizes? Sizes { get; init; }

    public TraceDifference? Difference { get; init; }
}

/// <summary>An earlier trace, and what changed since.</summary>
public sealed record TraceDifference(EarlierTrace Earlier, IReadOnlyList<TraceChange> Changes);
