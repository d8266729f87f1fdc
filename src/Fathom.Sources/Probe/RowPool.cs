namespace Fathom.Sources.Probe;

/// <summary>Which of the table's rows are free: the lowest place that is large enough is taken, and what is given back is whole again.</summary>
sealed class RowPool
{
    readonly List<(int From, int Count)> _free;

    public RowPool(int rows) => _free = [(0, rows)];

    /// <summary>The most that can be taken at once.</summary>
    public int Largest => _free.Select(place => place.Count).DefaultIfEmpty().Max();

    /// <summary>Null where no place is large enough.</summary>
    public int? Take(int count)
    {
        int at = _free.FindIndex(place => place.Count >= count);
        if (at < 0)
            return null;
        (int from, int room) = _free[at];
        if (room == count)
            _free.RemoveAt(at);
        else
            _free[at] = (from + count, room - count);
        return from;
    }

    public void Give(int from, int count)
    {
        if (count == 0)
            return;
        int at = _free.FindIndex(place => place.From > from);
        at = at < 0 ? _free.Count : at;
        _free.Insert(at, (from, count));
        Join(at);
        Join(at - 1);
    }

    void Join(int at)
    {
        if (at < 0 || at + 1 >= _free.Count || _free[at].From + _free[at].Count != _free[at + 1].From)
            return;
        _free[at] = (_free[at].From, _free[at].Count + _free[at + 1].Count);
        _free.RemoveAt(at + 1);
    }
}
