namespace Fathom.Accounting.Comparison;

/// <summary>Which line of one state is which of the other. Each is in one pair, so that the sums balance.</summary>
static class Pairing
{
    public static List<DiffLine> ByName(IReadOnlyList<Measure> before, IReadOnlyList<Measure> after)
    {
        Dictionary<string, Measure> old = before.ToDictionary(one => one.Name, StringComparer.Ordinal);
        List<DiffLine> pairs = new(after.Count);
        foreach (Measure one in after)
            pairs.Add(new DiffLine(old.Remove(one.Name, out Measure was) ? was : null, one));
        foreach (Measure gone in before)
        {
            if (old.ContainsKey(gone.Name))
                pairs.Add(new DiffLine(gone, null));
        }
        return pairs;
    }
}
