using Fathom.Evidence;

namespace Fathom.Sources.Census;

/// <summary>How thoroughly live chunks are looked at.</summary>
public sealed record CensusOptions
{
    /// <summary>Look at every chunk, however many there are: 0.4 s a GiB.</summary>
    public bool Exact { get; init; }

    /// <summary>How much of malloc is looked at; where there is more, counts are estimates with an error.</summary>
    public Bytes Most { get; init; } = Bytes.FromMiB(2048);

    /// <summary>How long the Java heap may be gone through for objects that hold chunks; zero leaves it out.</summary>
    public TimeSpan HolderBudget { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Also find what nothing refers to: every root is read, and more than once.</summary>
    public bool Lost { get; init; }

    /// <summary>How long that may take, all looks together.</summary>
    public TimeSpan ReachBudget { get; init; } = TimeSpan.FromSeconds(10);
}
