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
            return Once(this);
    }

    /// <summary>Each gap once, with all parts of the look that it was met in.</summary>
    internal static Gap[] Once(IEnumerable<Gap> gaps)
    {
        List<Gap> once = [];
        Dictionary<Gap, int> places = [];
        foreach (Gap gap in gaps)
        {
            if (places.TryAdd(gap, once.Count))
                once.Add(gap);
            else if (once[places[gap]] is var met)
                once[places[gap]] = met with { Parts = met.Parts == LookParts.None || gap.Parts == LookParts.None ? LookParts.None : met.Parts | gap.Parts };
        }
        return [.. once];
    }

    protected override void InsertItem(int index, Gap item)
    {
        lock (_lock)
            base.InsertItem(Count, item);
    }
}

/// <summary>Notes gaps as those of one part of the look.</summary>
sealed class PartGaps(ICollection<Gap> to, LookParts part) : Collection<Gap>
{
    protected override void InsertItem(int index, Gap item) => to.Add(item with { Parts = part });
}
