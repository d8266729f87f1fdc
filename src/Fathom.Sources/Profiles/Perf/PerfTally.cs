using System.Globalization;
using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;

namespace Fathom.Sources.Profiles.Perf;

/// <summary>What perf counted, event by event: samples of one stack and one thread become one row.</summary>
sealed class PerfTally(ProfileBuilder builder)
{
    readonly record struct Source(int Event, int Stack, int Thread) : IComparable<Source>
    {
        public int CompareTo(Source other) => (Stack, Thread, Event).CompareTo((other.Stack, other.Thread, other.Event));

        public bool IsRowOf(Source other) => (Stack, Thread) == (other.Stack, other.Thread);
    }

    record struct Sum(long Samples, long Period, long Bytes);

    sealed class Counted(string name)
    {
        public string Name => name;

        public PerfAmount? Amount { get; } = PerfAmount.Of(name);

        public long Samples { get; set; }

        /// <summary>A sample stands for more than itself.</summary>
        public bool HasPeriods { get; set; }

        public bool HasBytes { get; set; }
    }

    readonly List<Counted> _events = [];
    readonly Dictionary<string, int> _eventOf = new(StringComparer.Ordinal);
    readonly Dictionary<Source, int> _at = [];
    readonly List<Source> _sources = [];
    readonly List<Sum> _sums = [];

    public string? Full { get; private set; }

    public PerfAmount? AmountOf(int @event) => _events[@event].Amount;

    /// <summary>-1 where there are too many.</summary>
    public int EventOf(string name)
    {
        if (_eventOf.TryGetValue(name, out int at))
            return at;
        if (_events.Count >= Limits.PerfEvents)
        {
            Full ??= "events";
            return -1;
        }
        _events.Add(new Counted(name));
        return _eventOf[name] = _events.Count - 1;
    }

    /// <param name="period">Events that the sample stands for, or nanoseconds.</param>
    /// <param name="bytes">Of the event itself; -1 where it has none.</param>
    public void Add(int @event, int stack, int thread, long period, long bytes)
    {
        if (@event < 0)
            return;
        Counted of = _events[@event];
        of.Samples++;
        of.HasPeriods |= period != 1;
        of.HasBytes |= bytes >= 0;
        Source source = new(@event, stack, thread);
        ref int at = ref CollectionsMarshal.GetValueRefOrAddDefault(_at, source, out bool known);
        if (!known)
        {
            if (_sums.Count >= Limits.ProfileSamples)
            {
                Full ??= "stacks";
                _at.Remove(source);
                return;
            }
            at = _sums.Count;
            _sources.Add(source);
            _sums.Add(default);
        }
        ref Sum sum = ref CollectionsMarshal.AsSpan(_sums)[at];
        sum = new Sum(sum.Samples + 1, Plus(sum.Period, period), Plus(sum.Bytes, BytesOf(of, period, bytes)));
    }

    public AllocationProfile Done(string place, string kind, ICollection<Gap> gaps)
    {
        List<ProfileColumn> columns = [];
        var first = new int[_events.Count];
        int shown = Shown();
        for (int i = 0; i < _events.Count; i++)
        {
            first[i] = columns.Count;
            columns.AddRange(ColumnsOf(_events[i]));
        }
        if (columns.Count == 0)
            columns.Add(new ProfileColumn("samples", "count", ProfileMeasure.Other));
        builder.Width = columns.Count;
        AddRows(first, columns.Count);
        Explain(place, shown, gaps);
        return builder.Done(place, kind, columns, ProfileSampling.All) with
        {
            Shown = shown < 0 ? null : _events[shown] is { HasBytes: true } of ? BytesName(of) : NameOf(_events[shown]),
            KeepsAllocator = !_events.TrueForAll(of => of.HasBytes),
        };
    }

    /// <summary>What has bytes before what has none; among those what has most samples.</summary>
    int Shown()
    {
        int shown = -1;
        for (int i = 0; i < _events.Count; i++)
        {
            if (shown < 0 || (_events[i].HasBytes, _events[i].Samples).CompareTo((_events[shown].HasBytes, _events[shown].Samples)) > 0)
                shown = i;
        }
        return shown;
    }

    static IEnumerable<ProfileColumn> ColumnsOf(Counted of)
    {
        if (of.HasPeriods)
            yield return new ProfileColumn(of.Name + " samples", "count", ProfileMeasure.Other);
        yield return new ProfileColumn(NameOf(of), of.HasPeriods && IsClock(of) ? "nanoseconds" : "count", ProfileMeasure.Other);
        if (of.HasBytes)
            yield return new ProfileColumn(BytesName(of), "bytes", of.Amount is { IsAllocation: true } ? ProfileMeasure.AllocatedBytes : ProfileMeasure.Other);
    }

    static string BytesName(Counted of) => of.Name + (of.Amount?.Kind == PerfAmountKind.Break ? " growth" : " bytes");

    /// <summary>The clocks of the kernel count nanoseconds (kernel/events/core.c); what else there is counts itself.</summary>
    static bool IsClock(Counted of) =>
        of.Name.StartsWith("cpu-clock", StringComparison.Ordinal) || of.Name.StartsWith("task-clock", StringComparison.Ordinal);

    /// <summary>A text may leave away for how long each sample stands.</summary>
    static string NameOf(Counted of) => IsClock(of) && !of.HasPeriods ? of.Name + " samples" : of.Name;

    /// <summary>A row for each stack of a thread, with what all events have there.</summary>
    void AddRows(int[] first, int width)
    {
        var order = new int[_sources.Count];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(order, (one, other) => _sources[one].CompareTo(_sources[other]));
        Span<long> row = stackalloc long[width];
        for (int i = 0; i < order.Length; i++)
        {
            Source source = _sources[order[i]];
            Put(_events[source.Event], _sums[order[i]], row[first[source.Event]..]);
            if (i + 1 < order.Length && _sources[order[i + 1]].IsRowOf(source))
                continue;
            builder.Sample(source.Stack, row, source.Thread);
            row.Clear();
        }
    }

    static void Put(Counted of, Sum sum, Span<long> row)
    {
        int next = 0;
        if (of.HasPeriods)
            row[next++] = sum.Samples;
        row[next++] = sum.Period;
        if (of.HasBytes)
            row[next] = sum.Bytes;
    }

    void Explain(string place, int shown, ICollection<Gap> gaps)
    {
        if (_events.Count > 1)
        {
            gaps.Add(Gaps.ProfileOtherEvents.At(place, null, _events[shown].Name, string.Join(", ",
                _events.Where((_, at) => at != shown).Select(of => string.Create(CultureInfo.InvariantCulture, $"{of.Name} ({of.Samples:N0})")))));
        }
        if ((Full ?? builder.Full) is { } full)
            gaps.Add(Gaps.ReportTooLong.At(place, null, full, builder.SampleCount.ToString("N0", CultureInfo.InvariantCulture)));
    }

    /// <summary>Where samples are few, each is of so many; the end of a heap moved past those that were not seen.</summary>
    static long BytesOf(Counted of, long period, long bytes) =>
        bytes <= 0 ? 0 : of.Amount?.Kind == PerfAmountKind.Break ? bytes : Times(bytes, period);

    static long Plus(long sum, long more) => more > long.MaxValue - sum ? long.MaxValue : sum + more;

    static long Times(long bytes, long period) => period > 0 && bytes > long.MaxValue / period ? long.MaxValue : bytes * period;
}
