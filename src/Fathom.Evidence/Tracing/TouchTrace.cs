using Fathom.Evidence.Profiles;

namespace Fathom.Evidence.Tracing;

/// <summary>A page that was missing when it was touched, and stands for others like it.</summary>
/// <param name="Stack">Of the profile's; 0 where none is known.</param>
public readonly record struct TouchSample(Address Address, int Tid, int Stack, double Faults);

/// <summary>Which pages of a process were touched first, or again after they had been given back, while it was traced.</summary>
public sealed record TouchTrace(TimeSpan Elapsed)
{
    /// <summary>Counted by the kernel, each.</summary>
    public long Faults { get; init; }

    public IReadOnlyList<TouchSample> Samples { get; init; } = [];

    /// <summary>Between the last sample of a thread and its end there are faults that no sample stands for.</summary>
    public long Unsampled => Math.Max(0, Faults - (long)Math.Min(Samples.Sum(sample => sample.Faults), long.MaxValue / 2));

    /// <summary>Seen; more than there are samples where some stand for several.</summary>
    public long Seen { get; init; }

    public required AllocationProfile Profile { get; init; }

    public IReadOnlyDictionary<int, string> ThreadNames { get; init; } = new Dictionary<int, string>();

    public long Lost { get; init; }

    public bool TargetLives { get; init; }

    public Bytes? ResidentBefore { get; init; }

    public Bytes? ResidentAfter { get; init; }
}
