using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>
/// Where objects stand at one moment: first the tops of the spaces, then what threads have set aside. What is allocated
/// later lies behind the tops, so until a collection moves objects the moment can be walked at leisure.
/// </summary>
sealed record HeapMoment(IReadOnlyList<HeapPart> Parts, IReadOnlyList<AddressRange> Holes, int? Collections, bool IsCollecting)
{
    /// <summary>What CMS had free: its sweep changes the old space at any time, and so may anybody who allocates there.</summary>
    public FreeRoom? Room { get; init; }

    public long Used => Parts.Sum(part => part.Used.Length.Value);

    /// <summary>Whether an object at this place had its place then. Parts stand in order.</summary>
    public bool Holds(Address at)
    {
        int low = 0, high = Parts.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = Parts[middle].Used.End <= at ? (middle + 1, high) : (low, middle);
        }
        return low < Parts.Count && Parts[low].Used.Start <= at;
    }

    /// <summary>Whether everything that stood then still stands where it stood, as a later moment tells.</summary>
    public bool StillStandsAt(HeapMoment later)
    {
        if (Collections is null || Collections != later.Collections || Room != later.Room || IsCollecting || later.IsCollecting)
            return false;
        Dictionary<Address, HeapPart> parts = new(later.Parts.Count);
        foreach (HeapPart part in later.Parts)
            parts.TryAdd(part.Used.Start, part);
        return Parts.All(part => parts.TryGetValue(part.Used.Start, out HeapPart now) && now.Used.End >= part.Used.End && now.Born == part.Born);
    }
}
