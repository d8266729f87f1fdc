namespace Fathom.Sources.Census;

/// <summary>The groups of the chunks that begin in one MiB, in their order: a byte each while there are few different ones.</summary>
sealed class ChunkGroups(int expected)
{
    const int Fewest = 64;
    public const int MostKinds = byte.MaxValue + 1;
    const int MostMoved = 2048;

    /// <summary>The different groups; from each chunk's byte to its group.</summary>
    ushort[] _kinds = new ushort[4];
    int _known, _last;
    byte[]? _narrow = [];
    ushort[] _wide = [];

    public int Count { get; private set; }

    public ushort this[int number]
    {
        get => _narrow is { } narrow ? _kinds[narrow[number]] : _wide[number];
        set
        {
            if (_narrow is { } narrow && KindOf(value) is >= 0 and var kind)
                narrow[number] = (byte)kind;
            else
                Widen()[number] = value;
        }
    }

    public void Add(ushort group)
    {
        if (Count == (_narrow ?? (Array)_wide).Length)
            Grow(Count == 0 ? Math.Max(Fewest, expected) : Count + (Count / 2));
        this[Count++] = group;
    }

    public void Clear() => Count = 0;

    public void Seal()
    {
        // A copy for a few bytes would only be garbage.
        if ((_narrow ?? (Array)_wide).Length - Count > Fewest + (Count / 4))
            Grow(Count);
    }

    /// <summary>How many chunks each group has, by way of the few different ones; false where these are many.</summary>
    /// <param name="counts">By the place of the group in what <paramref name="kinds"/> becomes; two places may have one group.</param>
    public bool TryCount(Span<int> counts, out ReadOnlySpan<ushort> kinds)
    {
        kinds = default;
        if (_narrow is not { } narrow)
            return false;
        kinds = _kinds.AsSpan(0, _known);
        // Two tables: neighbours are alike, and each count would wait for the one before.
        Span<int> odd = stackalloc int[MostKinds];
        odd.Clear();
        counts.Clear();
        int i = 0;
        for (; i + 2 <= Count; i += 2)
        {
            counts[narrow[i]]++;
            odd[narrow[i + 1]]++;
        }
        if (i < Count)
            counts[narrow[i]]++;
        for (int kind = 0; kind < _known; kind++)
            counts[kind] += odd[kind];
        return true;
    }

    /// <summary>Gives each chunk the group that its own has become.</summary>
    public void Renumber(ReadOnlySpan<ushort> groups)
    {
        foreach (ref ushort group in _narrow is null ? _wide.AsSpan(0, Count) : _kinds.AsSpan(0, _known))
            group = groups[group];
    }

    int KindOf(ushort group)
    {
        // Neighbours are alike.
        if (_last < _known && _kinds[_last] == group)
            return _last;
        int kind = _kinds.AsSpan(0, _known).IndexOf(group);
        if (kind < 0 && _known == MostKinds)
            return -1;
        if (kind < 0)
        {
            if (_known == _kinds.Length)
                Array.Resize(ref _kinds, 2 * _known);
            _kinds[kind = _known++] = group;
        }
        return _last = kind;
    }

    ushort[] Widen()
    {
        if (_narrow is { } narrow)
        {
            _wide = NewArray<ushort>(narrow.Length);
            for (int i = 0; i < Count; i++)
                _wide[i] = _kinds[narrow[i]];
            (_narrow, _kinds) = (null, []);
        }
        return _wide;
    }

    void Grow(int length)
    {
        if (_narrow is { } narrow)
            narrow.AsSpan(0, Count).CopyTo(_narrow = NewArray<byte>(length));
        else
            _wide.AsSpan(0, Count).CopyTo(_wide = NewArray<ushort>(length));
    }

    /// <summary>Long ones pinned, for a collection that moves the index needs room for it twice.</summary>
    static T[] NewArray<T>(int length) => length < MostMoved ? new T[length] : GC.AllocateArray<T>(length, pinned: true);
}
