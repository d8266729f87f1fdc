using System.Runtime.InteropServices;

namespace Fathom.Sources.Profiles.Perf;

/// <summary>What was mapped at an address at some time.</summary>
/// <param name="Library">A text; that of generated code is known by its address, that of a file by the place in it.</param>
readonly record struct PerfMapping(ulong Start, ulong End, ulong Offset, int Library, bool IsGenerated) : IStartsAt;

/// <summary>The code that one process has mapped, as far as the recording has come. A new mapping takes away what was there.</summary>
sealed class PerfMappings
{
    List<PerfMapping> _sorted = [];
    bool _isShared;

    public int Count => _sorted.Count;

    public void Add(in PerfMapping mapping)
    {
        if (mapping.End <= mapping.Start)
            return;
        if (_isShared)
            (_sorted, _isShared) = ([.. _sorted], false);
        int at = StartOrder.LastAtOrBefore<PerfMapping>(CollectionsMarshal.AsSpan(_sorted), mapping.Start);
        // What begins before the new one and reaches into it, or beyond.
        if (at >= 0 && _sorted[at] is var before && before.End > mapping.Start)
        {
            _sorted.RemoveAt(at);
            if (before.Start < mapping.Start)
                _sorted.Insert(at++, before with { End = mapping.Start });
            if (before.End > mapping.End)
                _sorted.Insert(at, Behind(before, mapping.End));
            at--;
        }
        int next = at + 1;
        int covered = next;
        while (covered < _sorted.Count && _sorted[covered].End <= mapping.End)
            covered++;
        _sorted.RemoveRange(next, covered - next);
        if (next < _sorted.Count && _sorted[next].Start < mapping.End)
            _sorted[next] = Behind(_sorted[next], mapping.End);
        _sorted.Insert(next, mapping);
    }

    public bool TryFind(ulong address, out PerfMapping mapping)
    {
        int at = StartOrder.LastAtOrBefore<PerfMapping>(CollectionsMarshal.AsSpan(_sorted), address);
        mapping = at < 0 ? default : _sorted[at];
        return at >= 0 && address < mapping.End;
    }

    /// <summary>A child has what its parent had, until one of the two maps something.</summary>
    public PerfMappings Shared()
    {
        _isShared = true;
        return new PerfMappings { _sorted = _sorted, _isShared = true };
    }

    static PerfMapping Behind(in PerfMapping mapping, ulong start) =>
        mapping with { Start = start, Offset = unchecked(mapping.Offset + (start - mapping.Start)) };
}
