using Fathom.Evidence;

namespace Fathom.Accounting;

/// <summary>
/// ZGC's heap up to JDK 23 is one file that is mapped at several addresses (zPhysicalMemoryBacking_linux.cpp): RSS counts a
/// page as often as it is mapped, the container once. By offset in the file each page is one, without a look into smaps.
/// </summary>
public static class HeapViews
{
    const string File = "/memfd:java_heap";
    const ulong LargestOffset = 1UL << 56;

    /// <summary>Each page once; null where the heap is not such a file, or nothing tells its pages.</summary>
    public static Bytes? Once(Snapshot snapshot)
    {
        if (snapshot.JvmState?.Collector != "Z")
            return null;
        if (snapshot.Pages is not { } pages)
            return OfShares(snapshot);
        List<AddressRange> places = [];
        PageRuns.Cursor cursor = pages.Start();
        foreach (Mapping mapping in snapshot.Mappings)
        {
            if (mapping.Name == File && mapping.Offset < LargestOffset)
                Add(places, mapping, ref cursor);
        }
        return places.Count == 0 ? null : Union(places);
    }

    /// <summary>smaps gives each mapping of a page its part of it (Pss): together that is each page once, as long as no other process has the file.</summary>
    static Bytes? OfShares(Snapshot snapshot)
    {
        (Bytes once, int views) = (Bytes.Zero, 0);
        for (int i = 0; i < Math.Min(snapshot.Usage?.Count ?? 0, snapshot.Mappings.Count); i++)
        {
            if (snapshot.Mappings[i].Name != File)
                continue;
            once += snapshot.Usage![i].Pss;
            views++;
        }
        return views == 0 || once == Bytes.Zero ? null : once;
    }

    static void Add(List<AddressRange> places, Mapping mapping, ref PageRuns.Cursor cursor)
    {
        Address at = mapping.Range.Start;
        while (at < mapping.Range.End && cursor.ResidentFrom(at) is { } run && run.Start < mapping.Range.End)
        {
            Address start = run.Start > at ? run.Start : at, end = run.End < mapping.Range.End ? run.End : mapping.Range.End;
            places.Add(new AddressRange(InFile(mapping, start), InFile(mapping, end)));
            at = end;
        }
    }

    static Address InFile(Mapping mapping, Address at) => new(mapping.Offset + (ulong)(at - mapping.Range.Start));

    static Bytes Union(List<AddressRange> places)
    {
        places.Sort((a, b) => a.Start.Value.CompareTo(b.Start.Value));
        long sum = 0;
        Address done = default;
        foreach (AddressRange place in places)
        {
            Address start = place.Start > done ? place.Start : done;
            if (place.End > start)
                sum += place.End - start;
            done = place.End > done ? place.End : done;
        }
        return new Bytes(sum);
    }
}
