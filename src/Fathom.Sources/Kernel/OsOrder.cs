using System.Runtime.InteropServices;
using Fathom.Sources.Formats.Strace;

namespace Fathom.Sources.Kernel;

/// <summary>A call that has returned, waiting for those of other processors that returned before it.</summary>
record struct WaitingCall(ulong Time, int Tid, int Stack, TracedCall Call)
{
    /// <summary>It was put before others, and waits only to be forgotten.</summary>
    public bool IsDone { get; set; }

    /// <summary>The old place of an mremap, whose new one is to come.</summary>
    public IReadOnlyList<LiveRange>? Detached { get; set; }
}

/// <summary>
/// Puts calls of all processors in the order in which they returned, and hands them to their space. What one thread unmaps
/// another may be given before the first call has been seen to return: then that goes first.
/// </summary>
sealed class OsOrder(TracedSpace space)
{
    /// <summary>A call that has done its work already returns soon; those of events that were lost are looked for in vain.</summary>
    const int Horizon = 4096;

    List<WaitingCall> _waiting = [], _sorted = [];
    ulong[] _times = [];
    int[] _places = [];
    readonly HashSet<int> _seen = [];

    /// <summary>Before it, things may have been seen already in what the space began with.</summary>
    public ulong CertainFrom { get; set; }

    public long Missed { get; private set; }

    public void Add(in WaitingCall call) => _waiting.Add(call);

    /// <summary>All that returned up to that time; later ones still may have others before them.</summary>
    public void Flush(ulong until)
    {
        Sort();
        Span<WaitingCall> all = CollectionsMarshal.AsSpan(_waiting);
        int next = 0;
        for (; next < all.Length && all[next].Time <= until; next++)
        {
            if (!all[next].IsDone)
                Apply(all, next);
        }
        _waiting.RemoveRange(0, next);
    }

    /// <summary>By their times alone, and each moved once: calls are long, and a sort that moves them took a fifth of all work.</summary>
    void Sort()
    {
        int count = _waiting.Count;
        if (_times.Length < count)
            (_times, _places) = (new ulong[2 * count], new int[2 * count]);
        for (int i = 0; i < count; i++)
            (_times[i], _places[i]) = (_waiting[i].Time, i);
        Array.Sort(_times, _places, 0, count);
        _sorted.Clear();
        for (int i = 0; i < count; i++)
            _sorted.Add(_waiting[_places[i]]);
        (_waiting, _sorted) = (_sorted, _waiting);
        _sorted.Clear();
    }

    void Apply(Span<WaitingCall> all, int at)
    {
        WaitingCall waiting = all[at];
        if (space.Overlaps(waiting.Call))
        {
            ApplyLate(all, at);
            if (space.Overlaps(waiting.Call) && waiting.Time > CertainFrom)
                Missed++;
        }
        space.Apply(waiting.Call, waiting.Tid, waiting.Stack, [], all[at].Detached);
    }

    /// <summary>
    /// Only a thread's next call can have done something already: what it does after that began later. Of several the one
    /// counts that gives back just what lies there.
    /// </summary>
    void ApplyLate(Span<WaitingCall> all, int at)
    {
        while (space.Overlaps(all[at].Call) && Late(all, at) is >= 0 and var late)
        {
            ref WaitingCall call = ref all[late];
            if (call.Call.Name == CallName.Remap)
            {
                call.Detached = space.Detach(call.Call, call.Tid, call.Stack);
                continue;
            }
            space.Apply(call.Call, call.Tid, call.Stack, []);
            call.IsDone = true;
        }
    }

    int Late(ReadOnlySpan<WaitingCall> all, int at)
    {
        _seen.Clear();
        _seen.Add(all[at].Tid);
        int first = -1;
        for (int i = at + 1; i < Math.Min(all.Length, at + Horizon); i++)
        {
            if (!_seen.Add(all[i].Tid) || all[i].IsDone || all[i].Detached is not null
                || all[i].Call.Name is not (CallName.Unmap or CallName.Remap) || !TracedSpace.Meets(all[i].Call, all[at].Call))
                continue;
            if (space.HasJust(all[i].Call))
                return i;
            first = first < 0 ? i : first;
        }
        return first;
    }
}
