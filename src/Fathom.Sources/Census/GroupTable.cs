namespace Fathom.Sources.Census;

/// <summary>Groups by what their chunks have in common, with the numbers that the index keeps.</summary>
sealed class GroupTable
{
    /// <summary>Live, and not looked at: outside of the sample, or its beginning is not in memory.</summary>
    public const ushort NotLooked = 1;

    /// <summary>What there was no number left for.</summary>
    public const ushort Rest = 2;

    const int FirstFree = 3;
    const int Most = ushort.MaxValue;

    /// <summary>Up to 8 KiB, which nearly all chunks are.</summary>
    const int PlainSlots = 512;
    const int PlainKinds = 16;

    // Most chunks have nothing but a size and a kind of content, which lead to their group; 0 where it was not asked for yet.
    readonly ushort[] _plain = new ushort[PlainSlots * PlainKinds];
    GroupKey[] _keys = new GroupKey[1024];
    int[] _slots = new int[4096];

    /// <summary>Numbers in use, the three without a key included.</summary>
    public int Count { get; private set; } = FirstFree;

    public bool IsFull { get; private set; }

    public ref readonly GroupKey this[int number] => ref _keys[number];

    /// <summary>The number of a group; a new one where there was none.</summary>
    public ushort Of(in GroupKey key)
    {
        if (!key.IsPlain || key.Slot >= PlainSlots || key.Content >= PlainKinds)
            return FindOrAdd(key);
        ref ushort plain = ref _plain[(key.Slot * PlainKinds) + key.Content];
        return plain != 0 ? plain : plain = FindOrAdd(key);
    }

    ushort FindOrAdd(in GroupKey key)
    {
        unchecked
        {
            int slot = (int)key.Hash() & (_slots.Length - 1);
            for (; _slots[slot] != 0; slot = (slot + 1) & (_slots.Length - 1))
            {
                if (_keys[_slots[slot]] == key)
                    return (ushort)_slots[slot];
            }
            if (Count == Most)
            {
                IsFull = true;
                return Rest;
            }
            if (Count == _keys.Length)
                Grow();
            _keys[Count] = key;
            Put(Count);
            return (ushort)Count++;
        }
    }

    /// <summary>The number of a group; 0 where there is none.</summary>
    public ushort Find(in GroupKey key)
    {
        int slot = unchecked((int)key.Hash()) & (_slots.Length - 1);
        while (_slots[slot] != 0 && _keys[_slots[slot]] != key)
            slot = (slot + 1) & (_slots.Length - 1);
        return (ushort)_slots[slot];
    }

    /// <summary>Keeps the groups that still have a number, under that.</summary>
    public void Renumber(ReadOnlySpan<ushort> numbers, int count)
    {
        GroupKey[] keys = new GroupKey[count];
        for (int i = FirstFree; i < Count; i++)
        {
            if (numbers[i] < FirstFree || keys[numbers[i]].Slot != 0)
                continue;
            keys[numbers[i]] = _keys[i] with { Parent = _keys[i].Parent > 0 ? numbers[_keys[i].Parent] : _keys[i].Parent };
        }
        (_keys, Count) = (keys, count);
        Array.Clear(_plain);
        Index();
    }

    void Grow()
    {
        Array.Resize(ref _keys, Math.Min(2 * _keys.Length, Most + 1));
        Index();
    }

    void Index()
    {
        _slots = new int[4 * (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)_keys.Length)];
        for (int i = FirstFree; i < Count; i++)
            Put(i);
    }

    void Put(int number)
    {
        int slot = unchecked((int)_keys[number].Hash()) & (_slots.Length - 1);
        while (_slots[slot] != 0)
            slot = (slot + 1) & (_slots.Length - 1);
        _slots[slot] = number;
    }
}
