namespace Fathom.Evidence;

/// <summary>Random access to page runs: a sample of them is kept sorted, the few between two samples are walked.</summary>
public sealed class ResidentIndex
{
    const int Stride = 32;

    readonly List<ulong> _starts = [];
    readonly List<PageRuns.Enumerator> _places = [];

    public ResidentIndex(PageRuns runs)
    {
        PageRuns.Enumerator before = runs.GetEnumerator();
        PageRuns.Enumerator at = before;
        for (int i = 0; at.MoveNext(); i++)
        {
            if (i % Stride == 0)
            {
                _starts.Add(at.Current.Start.Value);
                _places.Add(before);
            }
            before = at;
        }
    }

    /// <summary>The resident run that holds the address; null where the page is absent or swapped.</summary>
    public PageRun? Find(Address address) => At(address) is { IsResident: true } run ? run : null;

    /// <summary>The first resident run that ends above the address; null when there is none.</summary>
    public PageRun? From(Address address)
    {
        int index = _starts.BinarySearch(address.Value);
        index = index >= 0 ? index : ~index - 1;
        if (_places.Count == 0)
            return null;
        PageRuns.Enumerator runs = _places[Math.Max(index, 0)];
        while (runs.MoveNext())
        {
            if (runs.Current.End > address && runs.Current.IsResident)
                return runs.Current;
        }
        return null;
    }

    /// <summary>How much of a range is in memory.</summary>
    public Bytes ResidentIn(AddressRange range)
    {
        Bytes resident = Bytes.Zero;
        Address at = range.Start;
        while (at < range.End && From(at) is { } run && run.Start < range.End)
        {
            resident += run.Range.Intersect(range).Length;
            at = run.End;
        }
        return resident;
    }

    /// <summary>Steps next to the first run, of whatever kind, that ends above the address.</summary>
    public PageRuns.Enumerator Before(Address address)
    {
        int index = _starts.BinarySearch(address.Value);
        index = index >= 0 ? index : ~index - 1;
        if (_places.Count == 0)
            return PageRuns.Empty.GetEnumerator();
        PageRuns.Enumerator before = _places[Math.Max(index, 0)];
        PageRuns.Enumerator at = before;
        while (at.MoveNext() && at.Current.End <= address)
            before = at;
        return before;
    }

    /// <summary>The run that holds the address, of whatever kind; null where nothing is known of the page.</summary>
    public PageRun? At(Address address)
    {
        int index = _starts.BinarySearch(address.Value);
        index = index >= 0 ? index : ~index - 1;
        if (index < 0)
            return null;
        PageRuns.Enumerator runs = _places[index];
        while (runs.MoveNext() && runs.Current.Start <= address)
        {
            if (address < runs.Current.End)
                return runs.Current;
        }
        return null;
    }
}
