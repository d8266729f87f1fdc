using System.Runtime.InteropServices;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>Where a walk went through one window: an object begins at the first address, and the next one at the second.</summary>
readonly record struct HeapStretch(ulong Start, ulong End);

/// <summary>
/// Places of objects that a walk left behind, a window apart: a later walk over the same moment can begin at any of them,
/// and leave out what it need not see.
/// </summary>
sealed class HeapStretches(long heap)
{
    /// <summary>2 MiB here for 32 GiB of heap; what is beyond is walked from its beginning.</summary>
    const int Most = 1 << 17;

    readonly List<HeapStretch> _all = new((int)Math.Min(Most, (heap / HeapWindow.Step) + 64));
    readonly Dictionary<ulong, (int First, int Count)> _parts = [];
    int _first;

    public void Add(ulong from, ulong to)
    {
        if (_all.Count < Most && to > from)
            _all.Add(new HeapStretch(from, to));
    }

    /// <summary>Before a part is walked.</summary>
    public void Begin() => _first = _all.Count;

    /// <summary>After it was walked to its end.</summary>
    public void End(in HeapPart part)
    {
        if (_all.Count < Most)
            _parts[part.Used.Start.Value] = (_first, _all.Count - _first);
    }

    /// <summary>Empty for a part that was not walked to its end.</summary>
    public ReadOnlySpan<HeapStretch> Of(in HeapPart part) =>
        _parts.TryGetValue(part.Used.Start.Value, out (int First, int Count) found)
            ? CollectionsMarshal.AsSpan(_all).Slice(found.First, found.Count) : [];
}
