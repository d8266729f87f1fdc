using Fathom.Evidence;

namespace Fathom.Lab;

/// <summary>A program with one fault of known size, and its twin without it. What it should show stands here too.</summary>
public sealed record Scenario
{
    public required string Id { get; init; }

    public required string Title { get; init; }

    /// <summary>Why the memory grows, in words for people.</summary>
    public required string Cause { get; init; }

    /// <summary>The main class in package lab; its source is lab/&lt;id&gt;/&lt;Class&gt;.java.</summary>
    public required string MainClass { get; init; }

    public required IReadOnlyList<string> JvmFlags { get; init; }

    /// <summary>How often the fault happens. Prime, so that a figure that divides by it was attributed right.</summary>
    public required int Count { get; init; }

    /// <summary>A prime count that still stands out of the noise, for tests.</summary>
    public required int SmallCount { get; init; }

    /// <summary>The first is the fault that gave the scenario its name.</summary>
    public required IReadOnlyList<Variant> Variants { get; init; }

    public Result<Variant> Variant(string name)
    {
        foreach (Variant variant in Variants)
            if (variant.Name == name)
                return variant;
        return Gaps.NoSuchVariant.At("lab", null, Id, name, string.Join(", ", Variants.Select(v => v.Name)));
    }
}
