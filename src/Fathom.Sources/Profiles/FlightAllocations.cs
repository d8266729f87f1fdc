using System.Globalization;
using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Formats.Flight;

namespace Fathom.Sources.Profiles;

/// <summary>
/// Pairs allocations with frees. Each thread writes its events in blocks, so that those of a chunk are put in order of
/// time first; a chunk is done before the next begins.
/// </summary>
sealed class FlightAllocations(ProfileBuilder builder) : IFlightTaker
{
    const string Malloc = "profiler.Malloc";
    const string Free = "profiler.Free";
    const double YoungShare = 0.1;
    const string Setting = "jdk.ActiveSetting";

    static readonly string[] MallocFields = ["startTime", "address", "size", "stackTrace", "eventThread"];
    static readonly string[] SettingFields = ["name", "value"];

    readonly record struct Call(long Ticks, int Order, bool IsFree, long Address, long Size, int Stack, int Thread) : IComparable<Call>
    {
        public int CompareTo(Call other) => Ticks != other.Ticks ? Ticks.CompareTo(other.Ticks) : Order.CompareTo(other.Order);
    }

    readonly record struct Source(int Stack, int Thread, long Each);

    readonly record struct Block(Sum Of, long Size, long Ticks);

    sealed class Sum
    {
        public long AllocatedCount, AllocatedBytes, InUseCount, InUseBytes, LeakedCount, LeakedBytes;
    }

    readonly Dictionary<long, Block> _blocks = [];
    long _first = long.MaxValue;
    long _last = long.MinValue;
    readonly Dictionary<Source, Sum> _sums = [];
    readonly Dictionary<long, FlightPlan> _plans = [];
    readonly List<Call> _calls = [];
    FlightStacks? _stacks;
    FlightChunk? _chunk;

    /// <summary>A block of so many bytes was recorded; 0 where each was, or the recording does not say.</summary>
    public long Interval { get; private set; }

    public string? Full { get; private set; }

    /// <summary>Stacks of all chunks, and those of them that lack their outer frames.</summary>
    public (long Seen, long Cut) Stacks { get; private set; }

    public bool Wants(string type) => type is Malloc or Free or Setting;

    public void Begin(FlightChunk chunk)
    {
        _chunk = chunk;
        _stacks = new FlightStacks(chunk, builder);
        _plans.Clear();
        _calls.Clear();
    }

    public void Take(FlightType type, FlightCursor cursor)
    {
        if (!_plans.TryGetValue(type.Id, out FlightPlan? plan))
            _plans[type.Id] = plan = FlightPlan.Of(type, type.Name == Setting ? SettingFields : MallocFields);
        Span<long> values = stackalloc long[MallocFields.Length];
        values.Clear();
        if (!plan.Read(ref cursor, values))
            return;
        if (type.Name == Setting)
            Set(plan, values);
        else if (plan[1] is not null)
            Add(plan, values, type.Name == Free);
    }

    public void End()
    {
        CollectionsMarshal.AsSpan(_calls).Sort();
        if (_calls.Count > 0)
            (_first, _last) = (Math.Min(_first, _calls[0].Ticks), Math.Max(_last, _calls[^1].Ticks));
        foreach (ref readonly Call call in CollectionsMarshal.AsSpan(_calls))
        {
            // What was freed unseen is free all the same when its place is given away again.
            if (_blocks.Remove(call.Address, out Block freed))
            {
                freed.Of.InUseCount--;
                freed.Of.InUseBytes -= freed.Size;
            }
            if (!call.IsFree)
                Allocate(call);
        }
        _calls.Clear();
        Stacks = (Stacks.Seen + _stacks!.Seen, Stacks.Cut + _stacks.Cut);
    }

    public void Done()
    {
        // What is younger may only not have been given back yet (async-profiler, MallocLeakAggregator).
        double youngest = (_first * YoungShare) + (_last * (1 - YoungShare));
        foreach (Block block in _blocks.Values)
        {
            if (block.Ticks > youngest)
                continue;
            block.Of.LeakedCount++;
            block.Of.LeakedBytes += block.Size;
        }
        foreach ((Source source, Sum sum) in _sums)
            builder.Sample(source.Stack, [sum.InUseCount, sum.InUseBytes, sum.AllocatedCount, sum.AllocatedBytes, sum.LeakedCount, sum.LeakedBytes], source.Thread);
    }

    void Add(FlightPlan plan, ReadOnlySpan<long> values, bool isFree)
    {
        if (_calls.Count >= Limits.FlightAllocations)
        {
            Full = "allocations in a chunk";
            return;
        }
        // A size of 2^63 is nobody's.
        if (values[2] is < 0 or > 1L << 48)
            return;
        int stack = isFree ? 0 : _stacks!.Stack(plan[3], values[3]);
        int thread = isFree ? 0 : _stacks!.Thread(plan[4], values[4]);
        _calls.Add(new Call(values[0], _calls.Count, isFree, values[1], values[2], stack, thread));
    }

    void Allocate(in Call call)
    {
        // A sampled block stands for the more the smaller it is: sizes are not thrown together then.
        Source source = new(call.Stack, call.Thread, Interval > 1 ? call.Size : 0);
        ref Sum? sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, source, out _);
        sum ??= new Sum();
        if (sum.AllocatedBytes > long.MaxValue / 2)
            return;
        sum.AllocatedCount++;
        sum.AllocatedBytes += call.Size;
        if (_blocks.Count >= Limits.FlightBlocks)
        {
            Full = "blocks in use";
            return;
        }
        _blocks[call.Address] = new Block(sum, call.Size, call.Ticks);
        sum.InUseCount++;
        sum.InUseBytes += call.Size;
    }

    /// <summary>async-profiler writes its own options as settings: nativemem is the interval in bytes.</summary>
    void Set(FlightPlan plan, ReadOnlySpan<long> values)
    {
        if (_chunk!.Text(plan[0], values[0]) == "nativemem" && long.TryParse(_chunk.Text(plan[1], values[1]), NumberStyles.None, CultureInfo.InvariantCulture, out long interval))
            Interval = interval;
    }
}
