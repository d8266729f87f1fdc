using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.Profiles.Heaptrack;

/// <summary>
/// Sums of a recording of heaptrack, stack by stack, as accumulatedtracedata.cpp counts them. What each stack has at the
/// highest total is told without a copy of all at each new height: a stack remembers what it had when it was last touched.
/// </summary>
sealed class HeaptrackCosts
{
    struct Cost
    {
        public long Allocated, AllocatedBytes, InUse, InUseBytes, Temporary, PeakBytes;
        public long SeenHeight;
    }

    readonly record struct Kind(long Size, int Cost);

    readonly List<Kind> _kinds = [];
    readonly List<long> _alive = [];
    readonly List<int> _stacks = [];
    readonly Dictionary<int, int> _costOf = [];
    readonly List<Cost> _costs = [];
    long _inUse;
    long _peak;
    long _height;
    // heaptrack has nought for "none", which is also the number of the first kind: its count of temporary blocks is kept to.
    int _last;

    public string? Full { get; private set; }

    /// <summary>Blocks of one size from one stack; their number is how many there were before.</summary>
    public void AddKind(long size, int stack)
    {
        if (_kinds.Count >= Limits.ProfileSamples)
        {
            Full = "kinds of blocks";
            return;
        }
        ref int cost = ref CollectionsMarshal.GetValueRefOrAddDefault(_costOf, stack, out bool known);
        if (!known)
        {
            cost = _costs.Count;
            _costs.Add(default);
            _stacks.Add(stack);
        }
        _kinds.Add(new Kind(size, cost));
        _alive.Add(0);
    }

    public bool Allocate(ulong kind)
    {
        if (kind >= (ulong)_kinds.Count)
            return false;
        (long size, int at) = _kinds[(int)kind];
        if (_inUse > long.MaxValue / 2 || _costs[at].AllocatedBytes > long.MaxValue / 2)
            return false;
        ref Cost cost = ref Touched(at);
        cost.Allocated++;
        cost.AllocatedBytes += size;
        cost.InUse++;
        cost.InUseBytes += size;
        _alive[(int)kind]++;
        _inUse += size;
        _last = (int)kind;
        if (_inUse > _peak)
        {
            _peak = _inUse;
            _height++;
        }
        return true;
    }

    /// <summary>False where no such block is alive.</summary>
    public bool Free(ulong kind)
    {
        if (kind >= (ulong)_kinds.Count || _alive[(int)kind] == 0)
            return false;
        (long size, int at) = _kinds[(int)kind];
        ref Cost cost = ref Touched(at);
        cost.InUse--;
        cost.InUseBytes -= size;
        if (_last == (int)kind)
            cost.Temporary++;
        _alive[(int)kind]--;
        _inUse -= size;
        _last = 0;
        return true;
    }

    public void WriteTo(ProfileBuilder builder)
    {
        for (int i = 0; i < _costs.Count; i++)
        {
            ref Cost cost = ref Touched(i);
            builder.Sample(_stacks[i], [cost.InUse, cost.InUseBytes, cost.Allocated, cost.AllocatedBytes, cost.PeakBytes, cost.Temporary]);
        }
    }

    ref Cost Touched(int at)
    {
        ref Cost cost = ref CollectionsMarshal.AsSpan(_costs)[at];
        if (cost.SeenHeight < _height)
            (cost.PeakBytes, cost.SeenHeight) = (cost.InUseBytes, _height);
        return ref cost;
    }
}
