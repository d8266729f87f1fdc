using Fathom.Evidence.HotSpot;
using Fathom.Evidence.Peeking;

namespace Fathom.Evidence.Saved;

/// <summary>The output of strings(1), counted as peek counts the texts in memory.</summary>
public sealed record SavedStrings
{
    public long Count { get; init; }

    public Bytes Size { get; init; }

    /// <summary>Different ones; those that had to be forgotten for want of room come on top, and make counts "at least".</summary>
    public long Distinct { get; init; }

    public long Forgotten { get; init; }

    /// <summary>Those that take most, masked.</summary>
    public IReadOnlyList<FoundText> Texts { get; init; } = [];

    /// <summary>By what they look like, most bytes first; an empty name for nothing known. Of <see cref="Texts"/> only.</summary>
    public IReadOnlyList<StringsOfKind> Kinds { get; init; } = [];

    /// <summary>Always empty: every text of it is one.</summary>
    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];
}

public readonly record struct StringsOfKind(string Kind, long Count, Bytes Size);
