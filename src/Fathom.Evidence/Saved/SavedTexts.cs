namespace Fathom.Evidence.Saved;

/// <summary>What a case was joined from, where it was not looked at but saved: every piece of every file.</summary>
public sealed record SavedTexts(IReadOnlyList<SavedPiece> Pieces)
{
    /// <summary>What the pieces do not agree on.</summary>
    public IReadOnlyList<Disagreement> Disagreements { get; init; } = [];

    /// <summary>Records of one kind, in the order in which they were given; of other processes none.</summary>
    public IEnumerable<T> Of<T>()
        where T : class
    {
        foreach (SavedPiece piece in Pieces)
        {
            if (!piece.IsApart && piece.Content is T content)
                yield return content;
        }
    }

    /// <summary>The last one: what was saved again is newer.</summary>
    public T? Last<T>()
        where T : class => Of<T>().LastOrDefault();
}
