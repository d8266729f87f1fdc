namespace Fathom.Evidence.Profiles;

/// <summary>Which allocations a profile has seen.</summary>
public enum SamplingKind
{
    /// <summary>Each.</summary>
    All,

    /// <summary>A byte of so many, at random: a block of x bytes is seen with 1 - exp(-x / interval).</summary>
    Poisson,

    /// <summary>The block that contains every so many-th byte: seen with x / interval, from the interval on for certain.</summary>
    EveryNth,

    /// <summary>The file does not say.</summary>
    Unknown,
}

/// <param name="Interval">Bytes from one sample to the next, on average.</param>
/// <param name="IsScaled">The values stand for all allocations already; else for those that were seen.</param>
public readonly record struct ProfileSampling(SamplingKind Kind, long Interval, bool IsScaled)
{
    public static ProfileSampling All => new(SamplingKind.All, 1, true);
}
