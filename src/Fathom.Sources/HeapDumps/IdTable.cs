namespace Fathom.Sources.HeapDumps;

/// <summary>Numbers by id. Ids are addresses: a multiplication spreads them. Zero is no id.</summary>
sealed class IdTable
{
    ulong[] _keys = new ulong[64];
    int[] _values = new int[64];
    int _shift = 64 - 6;

    public int Count { get; private set; }

    static int Place(ulong id, int shift) => unchecked((int)((id * 0x9E3779B97F4A7C15UL) >> shift));

    /// <returns>Below zero where it is not known.</returns>
    public int Find(ulong id)
    {
        ulong[] keys = _keys;
        for (int at = Place(id, _shift); ; at = (at + 1) & (keys.Length - 1))
        {
            ulong key = keys[at];
            if (key == id)
                return id == 0 ? -1 : _values[at];
            if (key == 0)
                return -1;
        }
    }

    /// <summary>It must not be known yet.</summary>
    public void Add(ulong id, int value)
    {
        if (id == 0)
            return;
        if (Count * 2 >= _keys.Length)
            Grow();
        Put(id, value);
        Count++;
    }

    void Put(ulong id, int value)
    {
        int at = Place(id, _shift);
        while (_keys[at] != 0)
            at = (at + 1) & (_keys.Length - 1);
        (_keys[at], _values[at]) = (id, value);
    }

    void Grow()
    {
        (ulong[] keys, int[] values) = (_keys, _values);
        (_keys, _values, _shift) = (new ulong[keys.Length * 2], new int[keys.Length * 2], _shift - 1);
        for (int i = 0; i < keys.Length; i++)
        {
            if (keys[i] != 0)
                Put(keys[i], values[i]);
        }
    }
}
