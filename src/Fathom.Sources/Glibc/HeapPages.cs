using Fathom.Evidence;

namespace Fathom.Sources.Glibc;

/// <summary>Which pages of a heap are in memory, as of just before it was read.</summary>
sealed class HeapPages(PageRuns runs)
{
    readonly ResidentIndex _index = new(runs);

    /// <summary>The pages in memory around an address; null where its own is not.</summary>
    public AddressRange? RunAt(ulong address) => _index.Find(new Address(address))?.Range;

    /// <summary>The first page in memory from here on.</summary>
    public ulong? From(ulong address) =>
        _index.From(new Address(address)) is { } run ? Math.Max(run.Start.Value, address & ~(Bytes.PageSize - 1UL)) : null;

    public long Resident(ulong from, ulong to) => Overlap(from, to, swapped: false);

    public long Swapped(ulong from, ulong to) => Overlap(from, to, swapped: true);

    /// <summary>Notes the pages in memory of a range of whole pages.</summary>
    public void AddResident(PageRuns.Builder into, ulong from, ulong to)
    {
        PageRuns.Enumerator at = _index.Before(new Address(from));
        while (at.MoveNext() && at.Current.Start.Value < to)
        {
            AddressRange part = Part(at.Current, from, to);
            if (at.Current.IsResident && !part.IsEmpty)
                into.Add(new PageRun(part.Start, part.Pages, PageKind.Present));
        }
    }

    long Overlap(ulong from, ulong to, bool swapped)
    {
        long bytes = 0;
        PageRuns.Enumerator at = _index.Before(new Address(from));
        while (at.MoveNext() && at.Current.Start.Value < to)
        {
            if (swapped ? at.Current.IsSwapped : at.Current.IsResident)
                bytes += Part(at.Current, from, to).Length.Value;
        }
        return bytes;
    }

    static AddressRange Part(PageRun run, ulong from, ulong to) =>
        run.Range.Intersect(new AddressRange(new Address(from), new Address(to)));
}
