using Fathom.Evidence;

namespace Fathom.Sources.Profiles.Perf;

/// <summary>How far each heap of brk has grown: an event has the new end only.</summary>
sealed class PerfBreaks
{
    /// <summary>Heaps of different processes lie at random places, further from each other than one call moves its end.</summary>
    const ulong Nearby = 1UL << 30;

    readonly Dictionary<int, ulong> _ends = [];
    readonly List<ulong> _unknown = [];

    /// <summary>What a process moved its end up by; -1 where it is not known from where.</summary>
    /// <param name="process">-1 where the text does not name it.</param>
    public long Grown(int process, ulong end)
    {
        // brk(0) asks where the end is, and the answer is another event's.
        if (end == 0)
            return 0;
        return process >= 0 ? Moved(process, end) : Moved(end);
    }

    /// <summary>A child begins with what its parent had.</summary>
    public void Fork(int process, int parent)
    {
        if (_ends.TryGetValue(parent, out ulong end) && _ends.Count < Limits.Threads)
            _ends[process] = end;
    }

    public void Forget(int process) => _ends.Remove(process);

    long Moved(int process, ulong end)
    {
        bool known = _ends.TryGetValue(process, out ulong before);
        if (known || _ends.Count < Limits.Threads)
            _ends[process] = end;
        return known ? Up(before, end) : -1;
    }

    long Moved(ulong end)
    {
        for (int i = 0; i < _unknown.Count; i++)
        {
            ulong before = _unknown[i];
            if ((before > end ? before - end : end - before) > Nearby)
                continue;
            _unknown[i] = end;
            return Up(before, end);
        }
        if (_unknown.Count < Limits.ProfileColumns)
            _unknown.Add(end);
        return -1;
    }

    static long Up(ulong before, ulong end) => end > before && end - before < 1UL << 48 ? (long)(end - before) : 0;
}
