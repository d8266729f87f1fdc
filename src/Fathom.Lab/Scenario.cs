using Fathom.Evidence;
using Fathom.Lab.Running;

namespace Fathom.Lab;

/// <summary>A program with one fault of known size, and its twin without it. What it should show stands here too.</summary>
public sealed record Scenario
{
    public required string Id { get; init; }

    public required string Title { get; init; }

    /// <summary>Why the memory grows, in words for people.</summary>
    public required string Cause { get; init; }

    /// <summary>The main class in package lab; its source is lab/…/&lt;Class&gt;.java. Scenarios may share one.</summary>
    public required string MainClass { get; init; }

    public required IReadOnlyList<string> JvmFlags { get; init; }

    /// <summary>How often the fault happens. Prime, so that a figure that divides by it was attributed right.</summary>
    public required int Count { get; init; }

    /// <summary>A prime count that still stands out of the noise, for tests.</summary>
    public required int SmallCount { get; init; }

    /// <summary>The first is the fault that gave the scenario its name.</summary>
    public required IReadOnlyList<Variant> Variants { get; init; }

    /// <summary>The JDKs that can run it.</summary>
    public JdkRange Jdks { get; init; } = JdkRange.Any;

    /// <summary>The release whose class library and language its source needs.</summary>
    public int Release { get; init; } = 8;

    /// <summary>What it needs besides a JDK.</summary>
    public IReadOnlyList<Need> Needs { get; init; } = [];

    /// <summary>The limit of the memory cgroup in which its JVM starts; null where it starts where we are.</summary>
    public Bytes? Limit { get; init; }

    /// <summary>Jars that it is compiled and run with.</summary>
    public IEnumerable<string> Jars => Needs.Where(need => need.Jar is not null).Select(need => need.Jar!);

    /// <summary>Why it cannot run there; null where it can.</summary>
    public Gap? Missing(IJvmPlace place)
    {
        if (!Jdks.Has(place.Feature))
            return Gaps.ScenarioNotForJdk.At("lab", null, Id, Jdks.ToString(), place.JavaVersion);
        foreach (Need need in Needs)
            if (!need.IsMet(place))
                return Gaps.ScenarioNeeds.At("lab", null, Id, need.Words, need.Remedy);
        return null;
    }

    public Result<Variant> Variant(string name)
    {
        foreach (Variant variant in Variants)
            if (variant.Name == name)
                return variant;
        return Gaps.NoSuchVariant.At("lab", null, Id, name, string.Join(", ", Variants.Select(v => v.Name)));
    }
}
