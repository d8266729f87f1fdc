namespace Fathom.Evidence;

/// <summary>What is left of ranges when others are taken out of them.</summary>
public static class RangeSet
{
    /// <summary>Both in address order; the results are too.</summary>
    public static IEnumerable<AddressRange> Without(IEnumerable<AddressRange> ranges, IReadOnlyList<AddressRange> taken)
    {
        int next = 0;
        foreach (AddressRange range in ranges)
        {
            Address at = range.Start;
            while (next < taken.Count && taken[next].End <= at)
                next++;
            for (int i = next; i < taken.Count && taken[i].Start < range.End && at < range.End; i++)
            {
                if (taken[i].Start > at)
                    yield return new AddressRange(at, taken[i].Start);
                if (taken[i].End > at)
                    at = taken[i].End;
            }
            if (at < range.End)
                yield return new AddressRange(at, range.End);
        }
    }
}
