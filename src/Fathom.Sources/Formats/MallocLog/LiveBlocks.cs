namespace Fathom.Sources.Formats.MallocLog;

/// <summary>
/// The blocks that live, by address. Past a million of them only those of every second address are kept, then of every
/// fourth: a block and its free have the same address, so what is kept stays right.
/// </summary>
sealed class LiveBlocks
{
    const int Most = 1 << 20;
    const ulong Free = 0;

    ulong[] _addresses = new ulong[1 << 12];
    Block[] _blocks = new Block[1 << 12];
    int _count;
    int _halvings;

    /// <param name="Row">Of who asked for it.</param>
    public readonly record struct Block(long Size, int Row);

    public int OneOf => 1 << _halvings;

    /// <summary>True where the address was taken before; that block is gone.</summary>
    public bool Add(ulong address, Block block, out Block before)
    {
        before = default;
        if (!IsKept(address))
            return false;
        int at = Find(address);
        bool taken = _addresses[at] != Free;
        if (taken)
            before = _blocks[at];
        else
            _count++;
        _addresses[at] = address;
        _blocks[at] = block;
        if (_count > _addresses.Length / 2)
            Grow();
        return taken;
    }

    public bool IsKept(ulong address) => _halvings == 0 || Mixed(address) >> (64 - _halvings) == 0;

    public bool Remove(ulong address, out Block block)
    {
        int at = Find(address);
        block = _blocks[at];
        if (address == Free || _addresses[at] == Free)
            return false;
        Close(at);
        _count--;
        return true;
    }

    public IEnumerable<Block> All()
    {
        for (int i = 0; i < _addresses.Length; i++)
        {
            if (_addresses[i] != Free)
                yield return _blocks[i];
        }
    }

    /// <summary>MurmurHash3's last step: slots go by its low bits, what is kept by its high ones.</summary>
    static ulong Mixed(ulong address)
    {
        address = unchecked((address ^ (address >> 33)) * 0xff51afd7ed558ccd);
        address = unchecked((address ^ (address >> 33)) * 0xc4ceb9fe1a85ec53);
        return address ^ (address >> 33);
    }

    int Slot(ulong address) => (int)(Mixed(address) & (ulong)(_addresses.Length - 1));

    int Find(ulong address)
    {
        int at = Slot(address);
        while (_addresses[at] != Free && _addresses[at] != address)
            at = (at + 1) & (_addresses.Length - 1);
        return at;
    }

    /// <summary>Linear probing without tombstones: what comes behind moves up (Knuth 6.4, algorithm R).</summary>
    void Close(int hole)
    {
        int mask = _addresses.Length - 1;
        for (int at = (hole + 1) & mask; _addresses[at] != Free; at = (at + 1) & mask)
        {
            if (((at - Slot(_addresses[at])) & mask) < ((at - hole) & mask))
                continue;
            _addresses[hole] = _addresses[at];
            _blocks[hole] = _blocks[at];
            hole = at;
        }
        _addresses[hole] = Free;
    }

    void Grow()
    {
        (ulong[] addresses, Block[] blocks) = (_addresses, _blocks);
        bool isFull = _count >= Most;
        if (isFull)
            _halvings++;
        int length = isFull ? addresses.Length : addresses.Length * 2;
        (_addresses, _blocks, _count) = (new ulong[length], new Block[length], 0);
        for (int i = 0; i < addresses.Length; i++)
        {
            if (addresses[i] == Free || !IsKept(addresses[i]))
                continue;
            int at = Find(addresses[i]);
            (_addresses[at], _blocks[at]) = (addresses[i], blocks[i]);
            _count++;
        }
    }
}
