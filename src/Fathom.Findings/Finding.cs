using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Findings;

/// <summary>What a rule says of a case.</summary>
public sealed record Finding
{
    /// <summary>FTH012: the key of its page, never used again.</summary>
    public required string Rule { get; init; }

    public Severity Severity { get; init; }

    public Confidence Confidence { get; init; }

    /// <summary>What is the matter, in a line with its figure.</summary>
    public required string Title { get; init; }

    /// <summary>What of the memory it explains. No byte is explained twice (<see cref="Weighing"/>).</summary>
    public IReadOnlyList<Share> Shares { get; init; } = [];

    public Bytes Bytes => Shares.Aggregate(Bytes.Zero, (sum, share) => sum + share.Bytes);

    /// <summary>The figures that it rests on, a sentence each.</summary>
    public IReadOnlyList<string> Evidence { get; init; } = [];

    /// <summary>What would settle it where it is not certain: said after the page's own test.</summary>
    public string? Undecided { get; init; }

    /// <summary>What the remedy returns, and when; null where that cannot be said.</summary>
    public string? Return { get; init; }

    /// <summary>Nothing the user changes returns these bytes.</summary>
    public bool IsInformation => Severity == Severity.Info;
}

/// <summary>A suspect that was looked at and is innocent, with the figure that says so.</summary>
public sealed record RuledOut(string What, string Figure);
