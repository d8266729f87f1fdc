namespace Fathom.Accounting.Census;

/// <summary>Whose the chunks of a group are, and what they are.</summary>
/// <param name="Owner">Null where nothing proves one.</param>
sealed record Blame(string? Owner, string Structure, Confidence Confidence)
{
    /// <summary>Part of a structure that begins in another group: not counted.</summary>
    public bool IsPart { get; init; }

    /// <summary>Groups that lead to it, with how many links.</summary>
    public IReadOnlyList<(int Group, long Links)> Parents { get; init; } = [];

    public string? Remedy { get; init; }

    /// <summary>Classes that hold such structures: of a mixed group, theirs are these.</summary>
    public IReadOnlyList<string> Holders { get; init; } = [];

    /// <summary>By its own words or tag, or by a fingerprint: no Java object that holds it can say otherwise.</summary>
    public bool IsProven { get; init; }

    /// <summary>Its fingerprint names all its parts: what else it leads to is somebody's else.</summary>
    public bool IsClosed { get; init; }
}
