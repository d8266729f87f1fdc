namespace Fathom.Sources.HeapDumps;

/// <summary>Neighbouring records of the dump, the addresses of their objects, and where the references stand that lead out of them.</summary>
readonly record struct DumpBlock(long Start, long End, ulong Lowest, ulong Highest, FarReferences References, long First, long Count)
{
    /// <summary>For the references that lead out of it there was no room.</summary>
    public bool IsOpen => Count < 0;
}

/// <summary>
/// References of all blocks to objects outside of them, four mixed bytes each: most references lead to neighbours, so that these are few enough
/// to be kept. Who looks for referrers reads the blocks that may have one, and those in which the wanted object itself lies.
/// </summary>
sealed class FarReferences(long most)
{
    const int LogOfPart = 16;

    readonly List<uint[]> _parts = [];
    long _count;
    bool _isClosed;

    public long Count => _count;

    public bool IsFull => _isClosed || _count >= most;

    public static uint Mixed(ulong id) => unchecked((uint)((id * 0x9E3779B97F4A7C15UL) >> 32));

    public void Add(ulong id)
    {
        int at = (int)(_count & ((1 << LogOfPart) - 1));
        if (at == 0)
            _parts.Add(new uint[1 << LogOfPart]);
        _parts[^1][at] = Mixed(id);
        _count++;
    }

    /// <summary>Takes no more, and forgets what the last block began to add.</summary>
    public void Close(long count)
    {
        int parts = (int)((count + (1 << LogOfPart) - 1) >> LogOfPart);
        _parts.RemoveRange(parts, _parts.Count - parts);
        (_count, _isClosed) = (count, true);
    }

    public bool Any(long first, long count, WantedObjects wanted)
    {
        for (long end = first + count; first < end;)
        {
            int from = (int)(first & ((1 << LogOfPart) - 1)), length = (int)Math.Min(end - first, (1 << LogOfPart) - from);
            foreach (uint mixed in _parts[(int)(first >> LogOfPart)].AsSpan(from, length))
            {
                if (wanted.MayBe(mixed))
                    return true;
            }
            first += length;
        }
        return false;
    }
}

/// <summary>Makes blocks while records are read.</summary>
sealed class DumpBlocks(FarReferences references)
{
    const int MostPending = 16 * 1024;

    readonly ulong[] _pending = new ulong[MostPending];
    int _pendingCount;
    long _start, _first;
    ulong _lowest, _highest, _last;

    public int Number { get; private set; }

    /// <summary>Goes on in another stretch of the dump.</summary>
    public void Begin(long start)
    {
        (_start, _first, _lowest, _highest, _last, _pendingCount) = (start, references.Count, ulong.MaxValue, 0, 0, 0);
        Number++;
    }

    public void Has(ulong id)
    {
        _lowest = Math.Min(_lowest, id);
        _highest = Math.Max(_highest, id);
    }

    public void Refer(ulong id)
    {
        // Nulls, and what has the same in all fields.
        if (id == 0 || id == _last)
            return;
        _last = id;
        if (_pendingCount == MostPending)
            Keep(all: true);
        _pending[_pendingCount++] = id;
    }

    /// <param name="all">Before the end of the block nobody knows what lies in it: an array of millions.</param>
    void Keep(bool all)
    {
        if (!references.IsFull)
        {
            foreach (ulong id in _pending.AsSpan(0, _pendingCount))
            {
                if (all || id < _lowest || id > _highest)
                    references.Add(id);
            }
        }
        _pendingCount = 0;
    }

    public DumpBlock End(long end)
    {
        Keep(all: false);
        long count = references.Count - _first;
        if (!references.IsFull)
            return new DumpBlock(_start, end, _lowest, _highest, references, _first, count);
        references.Close(_first);
        return new DumpBlock(_start, end, _lowest, _highest, references, _first, -1);
    }
}
