namespace Fathom.Sources.Census;

/// <summary>Counts links by (parent group, offset, child group, place in the child) in one flat table.</summary>
sealed class LinkTable
{
    /// <summary>Where the offset differs from parent to parent, or is beyond what is kept apart.</summary>
    public const int AnyOffset = -1;

    /// <summary>The same of an address in the parent itself: it takes the place of a child's group.</summary>
    public const ushort AnyPlace = ushort.MaxValue;

    const int MostPlaces = 1024;
    const int OffsetBits = 13;
    const int IntoBits = 2;
    const int Beyond = (1 << OffsetBits) - 1;

    /// <summary>Where in a child an address may point (<see cref="Evidence.Census.GroupEdge.Into"/>).</summary>
    static readonly int[] Intos = [0, ChunkLinks.BehindHeader, ChunkLinks.BehindSize, Evidence.Census.GroupEdge.Itself];

    /// <summary>Of 12 bytes, and the table is three quarters full at most.</summary>
    const int MostSlots = 1 << 19;

    ulong[] _keys = new ulong[4096];
    int[] _counts = new int[4096];
    int _used;

    public bool IsFull { get; private set; }

    public void Add(ushort parent, int offset, ushort child, int into)
    {
        ulong key = KeyOf(parent, offset, child, into);
        if (!Add(key, 1))
            IsFull |= !Add(KeyOf(parent, AnyOffset, child, into), 1);
    }

    /// <summary>Takes one back, if there is one.</summary>
    public void Take(ushort parent, int offset, ushort child, int into)
    {
        int slot = Find(KeyOf(parent, offset, child, into));
        if (_keys[slot] != 0 && _counts[slot] > 0)
            _counts[slot]--;
    }

    public int this[ushort parent, int offset, ushort child]
    {
        get
        {
            int slot = Find(KeyOf(parent, offset, child, 0));
            return _keys[slot] == 0 ? 0 : _counts[slot];
        }
    }

    public static ushort PlaceOf(int at) => at is >= 0 and < MostPlaces && at % 8 == 0 ? (ushort)at : AnyPlace;

    public IEnumerable<(ushort Parent, int Offset, ushort Child, int Into, int? At, int Count)> Rows()
    {
        for (int i = 0; i < _keys.Length; i++)
        {
            if (_keys[i] == 0 || _counts[i] <= 0)
                continue;
            ulong key = _keys[i] - 1;
            int offset = (int)(key >> IntoBits & Beyond);
            (ushort parent, ushort child, int into) = ((ushort)(key >> 31), (ushort)(key >> 15 & ushort.MaxValue), Intos[key & 3]);
            bool isItself = into == Evidence.Census.GroupEdge.Itself;
            yield return (parent, offset == Beyond ? AnyOffset : 8 * offset, isItself ? parent : child, into,
                isItself && child != AnyPlace ? child : null, _counts[i]);
        }
    }

    static ulong KeyOf(ushort parent, int offset, ushort child, int into)
    {
        uint place = offset < 0 || offset >= 8 * Beyond ? Beyond : (uint)offset >> 3;
        // One more, since a slot with 0 is free.
        return ((ulong)parent << 31 | (ulong)child << 15 | place << IntoBits | (uint)Array.IndexOf(Intos, into)) + 1;
    }

    bool Add(ulong key, int count)
    {
        int slot = Find(key);
        if (_keys[slot] == 0)
        {
            if (4 * _used >= 3 * _keys.Length)
            {
                if (_keys.Length >= MostSlots)
                    return false;
                Grow();
                slot = Find(key);
            }
            _keys[slot] = key;
            _used++;
        }
        if (_counts[slot] < int.MaxValue)
            _counts[slot] += count;
        return true;
    }

    int Find(ulong key)
    {
        int slot = (int)(unchecked(key * 0x9E3779B97F4A7C15) >> 40) & (_keys.Length - 1);
        while (_keys[slot] != 0 && _keys[slot] != key)
            slot = (slot + 1) & (_keys.Length - 1);
        return slot;
    }

    void Grow()
    {
        (ulong[] keys, int[] counts) = (_keys, _counts);
        (_keys, _counts) = (new ulong[2 * keys.Length], new int[2 * keys.Length]);
        for (int i = 0; i < keys.Length; i++)
        {
            if (keys[i] == 0)
                continue;
            int slot = Find(keys[i]);
            (_keys[slot], _counts[slot]) = (keys[i], counts[i]);
        }
    }
}
