using System.Collections.ObjectModel;
using Fathom.Evidence;

namespace Fathom.Sources;

/// <summary>
/// Gaps as they are met. A reader that the deadline gave up may still add to them while the answer is being made.
/// </summary>
sealed class GapNotes : Collection<Gap>
{
    readonly Lock _lock = new();

    public void AddRange(IEnumerable<Gap> gaps)
    {
        foreach (Gap gap in gaps)
            Add(gap);
    }

    /// <summary>Each gap once, in the order met.</summary>
    public Gap[] Taken()
    {
        lock (_lock)
            return [.. this.Distinct()];
    }

    protected override void InsertItem(int index, Gap item)
    {
        lock (_lock)
            base.InsertItem(Count, item);
    }
}
