namespace Fathom.Sources.Formats.Strace;

enum RangeKind : byte
{
    Memory,
    File,

    /// <summary>Twice the size of an arena's heap, mapped to cut one out of it.</summary>
    ArenaSource,
    ArenaHeap,
    Break,

    /// <summary>Mapped to be a thread's stack.</summary>
    Stack,
}

/// <param name="Owner">The row of who mapped it.</param>
readonly record struct LiveRange(ulong Start, ulong End, int Owner, RangeKind Kind, bool IsUsable)
{
    public ulong Length => End - Start;
}

/// <summary>
/// What is mapped, in address order and never overlapping. In blocks, so that a change among tens of thousands moves
/// some hundred.
/// </summary>
sealed class LiveRanges
{
    const int MostInBlock = 256;

    readonly List<List<LiveRange>> _blocks = [[]];

    public int Count { get; private set; }

    public IEnumerable<LiveRange> All()
    {
        foreach (List<LiveRange> block in _blocks)
        {
            foreach (LiveRange range in block)
                yield return range;
        }
    }

    /// <summary>The place must be free.</summary>
    public void Add(LiveRange range)
    {
        (int block, int index) = FirstEndingAfter(range.Start);
        Count++;
        if (index > 0 && Joins(_blocks[block][index - 1], range))
        {
            range = range with { Start = _blocks[block][index - 1].Start };
            _blocks[block][index - 1] = range;
            Count--;
            return;
        }
        _blocks[block].Insert(index, range);
        if (_blocks[block].Count > MostInBlock)
            Split(block);
    }

    /// <summary>Takes [start, end) out; each piece that was there is handed over, whole or cut.</summary>
    public void Remove(ulong start, ulong end, Action<LiveRange> removed)
    {
        // A call for nothing (mprotect of no byte) takes nothing.
        while (start < end && TryTakeFirst(start, end, out LiveRange found))
        {
            if (found.Start < start)
                Add(found with { End = start });
            if (found.End > end)
                Add(found with { Start = end });
            removed(found with { Start = Math.Max(found.Start, start), End = Math.Min(found.End, end) });
        }
    }

    public bool TryFind(ulong start, ulong end, out LiveRange found)
    {
        (int block, int index) = FirstEndingAfter(start);
        found = index < _blocks[block].Count ? _blocks[block][index] : default;
        return index < _blocks[block].Count && found.Start < end;
    }

    bool TryTakeFirst(ulong start, ulong end, out LiveRange found)
    {
        if (!TryFind(start, end, out found))
            return false;
        (int block, int index) = FirstEndingAfter(start);
        _blocks[block].RemoveAt(index);
        Count--;
        if (_blocks[block].Count == 0 && _blocks.Count > 1)
            _blocks.RemoveAt(block);
        return true;
    }

    static bool Joins(LiveRange before, LiveRange range) =>
        before.End == range.Start && before.Owner == range.Owner && before.IsUsable == range.IsUsable
        && before.Kind == range.Kind && range.Kind is not RangeKind.ArenaSource and not RangeKind.ArenaHeap;

    (int Block, int Index) FirstEndingAfter(ulong start)
    {
        int low = 0, high = _blocks.Count - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_blocks[middle][^1].End > start)
                high = middle;
            else
                low = middle + 1;
        }
        return (low, IndexIn(_blocks[low], start));
    }

    static int IndexIn(List<LiveRange> block, ulong start)
    {
        int low = 0, high = block.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (block[middle].End > start)
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }

    void Split(int block)
    {
        List<LiveRange> whole = _blocks[block];
        int half = whole.Count / 2;
        _blocks.Insert(block + 1, whole.GetRange(half, whole.Count - half));
        whole.RemoveRange(half, whole.Count - half);
    }
}
