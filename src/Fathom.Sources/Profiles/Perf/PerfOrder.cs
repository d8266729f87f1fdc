using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.Profiles.Perf;

/// <summary>A record that waits for its turn.</summary>
/// <param name="Event">The number of the attribute it belongs to.</param>
readonly record struct PerfWaiting(ulong Time, int Number, uint Type, ushort Flags, int Event, int Start, int Length) : IComparable<PerfWaiting>
{
    public int CompareTo(PerfWaiting other) => Time != other.Time ? Time.CompareTo(other.Time) : Number.CompareTo(other.Number);
}

/// <summary>
/// Each processor has a ring of its own, so that records stand in the file as the rings were emptied. After each round
/// nothing can come that is older than the newest of the round before (linux, tools/perf/util/ordered-events.c).
/// </summary>
sealed class PerfOrder(PerfOrder.Taker take)
{
    public delegate void Taker(in PerfWaiting record, ReadOnlySpan<byte> content);

    readonly List<PerfWaiting> _waiting = [];
    byte[] _bytes = new byte[64 * 1024];
    byte[] _other = [];
    bool _isSorted = true;
    int _used;
    int _number;
    ulong _newest;
    ulong _safe;

    public void Add(ulong time, uint type, ushort flags, int @event, ReadOnlySpan<byte> content)
    {
        // What has no time was made before the first sample, by perf itself.
        if (time is 0 or ulong.MaxValue)
        {
            take(new PerfWaiting(time, 0, type, flags, @event, 0, content.Length), content);
            return;
        }
        if (_used + content.Length > Limits.PerfWaitingBytes)
            Flush(Middle());
        if (_used + content.Length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_used + content.Length, Math.Min(2 * _bytes.Length, Limits.PerfWaitingBytes)));
        content.CopyTo(_bytes.AsSpan(_used));
        _isSorted &= time >= _newest;
        _waiting.Add(new PerfWaiting(time, _number = unchecked(_number + 1) & int.MaxValue, type, flags, @event, _used, content.Length));
        _used += content.Length;
        _newest = Math.Max(_newest, time);
    }

    public void EndRound()
    {
        Flush(_safe);
        _safe = _newest;
    }

    public void Done() => Flush(ulong.MaxValue);

    /// <summary>Without rounds half of what waits has to go.</summary>
    ulong Middle()
    {
        Sort();
        return _waiting[_waiting.Count / 2].Time;
    }

    /// <summary>Of one processor they come in order.</summary>
    void Sort()
    {
        if (!_isSorted)
            CollectionsMarshal.AsSpan(_waiting).Sort();
        _isSorted = true;
    }

    void Flush(ulong until)
    {
        Sort();
        Span<PerfWaiting> waiting = CollectionsMarshal.AsSpan(_waiting);
        int done = 0;
        while (done < waiting.Length && waiting[done].Time <= until)
        {
            ref readonly PerfWaiting next = ref waiting[done++];
            take(next, _bytes.AsSpan(next.Start, next.Length));
        }
        if (done > 0)
            Keep(waiting[done..]);
        _waiting.RemoveRange(0, done);
    }

    void Keep(Span<PerfWaiting> rest)
    {
        int length = 0;
        foreach (ref readonly PerfWaiting each in rest)
            length += each.Length;
        if (_other.Length < length)
            _other = new byte[_bytes.Length];
        int used = 0;
        foreach (ref PerfWaiting each in rest)
        {
            _bytes.AsSpan(each.Start, each.Length).CopyTo(_other.AsSpan(used));
            each = each with { Start = used };
            used += each.Length;
        }
        if (length > 0)
            (_bytes, _other) = (_other, _bytes);
        _used = used;
    }
}
