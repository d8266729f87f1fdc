using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>Ranges without objects, in address order, for a walk that goes upwards.</summary>
sealed class HeapHoles(IReadOnlyList<AddressRange> holes)
{
    int _next;

    public void Start(ulong at)
    {
        int low = 0, high = holes.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = holes[middle].End.Value <= at ? (middle + 1, high) : (low, middle);
        }
        _next = low;
    }

    /// <summary>How far objects go: to the end, or to the hole before it.</summary>
    public ulong Limit(ulong at, ulong end)
    {
        while (_next < holes.Count && holes[_next].End.Value <= at)
            _next++;
        return _next < holes.Count && holes[_next].Start.Value < end ? Math.Max(at, holes[_next].Start.Value) : end;
    }

    /// <summary>The end of the hole that the walk stands before.</summary>
    public ulong Pass(ulong end) => Math.Min(holes[_next++].End.Value, end);
}
