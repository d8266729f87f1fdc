using Fathom.Evidence;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Profiles;

/// <summary>Names of code that lies in no file, by where it lay. Code that was made later took the place of what was there.</summary>
sealed class GeneratedCode
{
    readonly record struct Entry(ulong Start, ulong End, int Name) : IStartsAt;

    readonly List<Entry> _given = [];
    readonly TextPool _names = new();
    Entry[]? _apart;

    public int Count => _given.Count;

    public bool IsFull => _given.Count >= Limits.ElfIndexedSymbols;

    public void Add(ulong start, ulong size, ReadOnlySpan<byte> name)
    {
        if (!IsFull && size > 0 && size <= ulong.MaxValue - start)
            _given.Add(new Entry(start, start + size, _names.Add(name)));
        _apart = null;
    }

    /// <summary>Null where no code covers the address.</summary>
    public string? NameAt(ulong address)
    {
        _apart ??= Apart();
        int at = StartOrder.LastAtOrBefore<Entry>(_apart, address);
        return at >= 0 && address < _apart[at].End ? ForeignText.Decode(_names[_apart[at].Name]) : null;
    }

    /// <summary>Cut where one covers another, so that none does: from border to border goes what was given last of those that reach there.</summary>
    Entry[] Apart()
    {
        int[] order = [.. Enumerable.Range(0, _given.Count)];
        Array.Sort(order, (one, other) => _given[one].Start.CompareTo(_given[other].Start) is not 0 and var by ? by : one.CompareTo(other));
        List<Entry> apart = [];
        PriorityQueue<int, int> open = new();
        int next = 0;
        for (ulong at = 0; next < order.Length || open.Count > 0;)
        {
            if (open.Count == 0)
                at = _given[order[next]].Start;
            for (; next < order.Length && _given[order[next]].Start <= at; next++)
                open.Enqueue(order[next], -order[next]);
            while (open.TryPeek(out int ended, out _) && _given[ended].End <= at)
                open.Dequeue();
            if (!open.TryPeek(out int top, out _))
                continue;
            ulong end = next < order.Length ? Math.Min(_given[top].End, _given[order[next]].Start) : _given[top].End;
            apart.Add(_given[top] with { Start = at, End = end });
            at = end;
        }
        return [.. apart];
    }
}
