using Fathom.Sources.HotSpot.Objects;

namespace Fathom.Sources.HotSpot.Holders;

/// <summary>
/// Which granules of ZGC's heap hold objects. It leaves references to objects that it has moved as they are until somebody
/// follows them, so who is referred to by his old place looks as if nobody did.
/// </summary>
sealed class HeapGranules
{
    const int Shift = 21; // gc/z/zGlobals.hpp: ZGranuleSize
    const int Most = 1 << 24;

    readonly bool[] _used;
    readonly ulong _first;

    HeapGranules(IReadOnlyList<HeapPart> parts)
    {
        _first = parts[0].Used.Start.Value >> Shift;
        ulong end = parts.Max(part => part.Used.End.Value - 1) >> Shift;
        _used = new bool[Math.Min(Most, end - _first + 1)];
        foreach (HeapPart part in parts)
        {
            for (ulong at = part.Used.Start.Value >> Shift; at <= (part.Used.End.Value - 1) >> Shift; at++)
                _used[Math.Min(at - _first, (ulong)_used.Length - 1)] = true;
        }
    }

    /// <summary>Null for the other collectors, which correct every reference before they go on.</summary>
    public static HeapGranules? Of(HeapMoment moment, ReferenceCode code) => code.View == 0 ? null : new HeapGranules(moment.Parts);

    public bool Holds(ulong address)
    {
        ulong granule = unchecked((address >> Shift) - _first);
        return granule < (ulong)_used.Length && _used[granule];
    }
}
