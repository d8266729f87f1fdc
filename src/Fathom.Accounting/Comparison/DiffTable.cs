using Fathom.Evidence;

namespace Fathom.Accounting.Comparison;

/// <summary>All that changed of one kind, the greatest change first, whichever way.</summary>
/// <param name="Before">All lines of then together, changed or not.</param>
/// <param name="Same">Lines that are as they were.</param>
public sealed record DiffTable(DiffBy By, IReadOnlyList<DiffLine> Lines, Bytes Before, Bytes After, int Same)
{
    public Bytes Change => After - Before;

    /// <summary>Mappings of two processes, which are told by their names alone.</summary>
    public bool IsByName { get; init; }

    /// <summary>Its lines are parts of one whole.</summary>
    public bool HasSum => By != DiffBy.Figure;

    /// <param name="step">What figures are rounded to: they differ by as much without any change.</param>
    public static DiffTable Of(DiffBy by, IReadOnlyList<DiffLine> pairs, Bytes step)
    {
        List<DiffLine> changed = [.. pairs.Where(pair => IsChanged(pair, step))];
        changed.Sort(BySize);
        return new DiffTable(by, changed, Sum(pairs, pair => pair.Then), Sum(pairs, pair => pair.Now), pairs.Count - changed.Count);
    }

    static bool IsChanged(DiffLine pair, Bytes step) =>
        step.Value <= 1 ? pair.By != Bytes.Zero || pair.CountBy is not (null or 0) : Math.Abs(pair.By.Value) > step.Value;

    static int BySize(DiffLine a, DiffLine b) =>
        Math.Abs(b.By.Value).CompareTo(Math.Abs(a.By.Value)) is var bySize and not 0 ? bySize
        : Math.Abs(b.CountBy ?? 0).CompareTo(Math.Abs(a.CountBy ?? 0)) is var byCount and not 0 ? byCount
        : string.CompareOrdinal(a.Named.Name, b.Named.Name) is var byName and not 0 ? byName
        : (a.Named.Range?.Start ?? default).CompareTo(b.Named.Range?.Start ?? default);

    static Bytes Sum(IReadOnlyList<DiffLine> pairs, Func<DiffLine, Bytes> side) =>
        pairs.Aggregate(Bytes.Zero, (sum, pair) => sum + side(pair));
}
