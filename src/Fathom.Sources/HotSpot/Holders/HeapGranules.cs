using Fathom.Sources.HotSpot.Objects;

namespace Fathom.Sources.HotSpot.Holders;

/// <summary>
/// Whether references lead to objects. ZGC leaves references to objects that it has moved as they are until somebody
/// follows them; if that is not understood, who is referred to by his old place looks as if nobody did. So where objects
/// begin is kept for some granules of its heap, and references into those are held against it.
/// </summary>
sealed class HeapGranules
{
    const int Shift = 21; // gc/z/zGlobals.hpp: ZGranuleSize
    const int Most = 1 << 24;
    const int MostNoted = 64;

    /// <summary>The JVM runs: some references lead to what was not yet there; and those of dead objects to what is no more.</summary>
    const int FewestMissed = 16;
    const int FewOf = 1000;

    readonly bool[] _used;
    readonly ulong _first;
    readonly ulong[]?[] _starts;
    readonly ulong[] _ends;
    long _met, _missed, _nowhere;

    HeapGranules(IReadOnlyList<HeapPart> parts)
    {
        _first = parts[0].Used.Start.Value >> Shift;
        ulong end = parts.Max(part => part.Used.End.Value - 1) >> Shift;
        _used = new bool[Math.Min(Most, end - _first + 1)];
        (_starts, _ends) = (new ulong[]?[_used.Length], new ulong[_used.Length]);
        int step = Math.Max(1, parts.Count / MostNoted);
        for (int i = 0; i < parts.Count; i++)
            AddPart(parts[i], i % step == 0);
    }

    void AddPart(HeapPart part, bool isNoted)
    {
        ulong first = part.Used.Start.Value >> Shift;
        for (ulong at = first; at <= (part.Used.End.Value - 1) >> Shift; at++)
        {
            ulong granule = Math.Min(at - _first, (ulong)_used.Length - 1);
            _used[granule] = true;
            _ends[granule] = part.Used.End.Value;
            if (isNoted && at == first && !part.IsSingle)
                _starts[granule] = new ulong[1 << (Shift - 3 - 6)];
        }
    }

    /// <summary>Null for the other collectors, which correct every reference before they go on.</summary>
    public static HeapGranules? Of(HeapMoment moment, ReferenceCode code) => code.View == 0 ? null : new HeapGranules(moment.Parts);

    /// <summary>Too many references lead to where no object is: others may lead to what stands there now by chance.</summary>
    public bool IsStale => _nowhere > FewestMissed || (_missed > FewestMissed && _missed > _met / FewOf);

    /// <summary>An object begins here.</summary>
    public void Note(ulong address)
    {
        ulong granule = unchecked((address >> Shift) - _first);
        if (granule < (ulong)_starts.Length && _starts[granule] is { } starts)
            starts[Place(address) >> 6] |= 1UL << (int)(Place(address) & 63);
    }

    /// <summary>A reference leads here.</summary>
    public void Check(ulong target)
    {
        if (target == 0)
            return;
        ulong granule = unchecked((target >> Shift) - _first);
        if (granule >= (ulong)_used.Length || !_used[granule])
            _nowhere++;
        else if (_starts[granule] is { } starts && target < _ends[granule])
        {
            _met++;
            if ((starts[Place(target) >> 6] & (1UL << (int)(Place(target) & 63))) == 0)
                _missed++;
        }
    }

    static int Place(ulong address) => (int)(address >> 3 & ((1 << (Shift - 3)) - 1));
}
