using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Sources.Glibc;

/// <summary>
/// Follows the chain of one segment through windows. A window's chunks count only once the header behind them was
/// read: it says whether the last of them is in use, and that the chain goes on.
/// </summary>
sealed class SegmentWalk(WalkMemory memory, ArenaHead arena, ArenaTally tally, bool isMain, bool mayMove, IChunkVisitor? visitor)
{
    // A chain that breaks is read again, since the target runs; in a heap that nobody changes it breaks again.
    const int TriesAtOnePlace = 8;
    const int TriesFromThere = 3;
    const int MostTries = 60;

    // Where a chunk at a window's end may have gone before the next one is copied: of the last chunks most are there still.
    const ulong Overlap = 64 * 1024;
    const int MostDropped = 256;

    // Each is a search for the next chain; swapped heaps have one gap for each stretch in swap.
    const int MostGaps = 4096;

    readonly Resync _resync = new(memory.All, isMain);
    ChunkWindow _held = new();
    ChunkWindow _at = new();
    HeapTally _heap = null!;
    HeapPages _pages = null!;
    Segment _segment = null!;
    ulong _end;
    int _tries;
    int _allTries;
    int _gaps;

    public int Retries { get; private set; }

    /// <summary>The last chunk that led on, where the chain first broke for good.</summary>
    public ulong? BrokenAt { get; private set; }

    /// <summary>Bytes of the top; null where none was met.</summary>
    public ulong? TopSize { get; private set; }

    public int Ends { get; private set; }

    /// <summary>Bytes before first chunks: headers of heaps and arenas.</summary>
    public ulong Headers { get; private set; }

    /// <summary>Sum of the segments' sizes, as each was when its chain was followed.</summary>
    public ulong Size { get; private set; }

    public ulong Unsplit { get; private set; }

    public ArenaHeap Walk(Segment segment)
    {
        _segment = segment;
        ulong start = segment.Range.Start.Value;
        _end = EndNow() ?? segment.Range.End.Value;
        _pages = memory.PagesOf(start, Math.Max(segment.Range.End.Value, _end));
        _heap = new HeapTally(_pages);
        tally.Begin(_heap);
        (_tries, _allTries, _gaps) = (0, 0, 0);
        _held.Clear();
        if ((segment.First ?? _resync.Find(_pages, start, _end)) is { } first && first < _end)
        {
            _heap.Overhead(start, first);
            Headers += first - start;
            for (ulong? at = first; at is { } place;)
                at = Step(place);
        }
        else
        {
            Lose(start, _end);
        }
        Size += _end - start;
        ulong end = Math.Max(_end, segment.Range.End.Value);
        _heap.Overhead(_end, end);
        return _heap.Result(new AddressRange(segment.Range.Start, new Address((end + 4095) & ~4095UL)), new Bytes((long)(_end - start)));
    }

    /// <summary>One window; returns the header to go on from, null at the end.</summary>
    ulong? Step(ulong place)
    {
        if (!Load(place))
            return Again(place) ?? Lost(place);
        ChainEnd ended = Parse(place, out bool isGood);
        if (!isGood || !_at.TagsAgree)
            ended = Rejoin(ref place, ref isGood);
        if (!(isGood && _at.TagsAgree) && Again(place) is { } again)
            return again;
        Ends += isGood && ended is ChainEnd.Top or ChainEnd.Fencepost ? 1 : 0;
        switch (ended)
        {
            case ChainEnd.Top:
                return EndAtTop(place);
            case ChainEnd.Fencepost:
                return EndAtFencepost(place);
            case ChainEnd.Broken when _at.Count == 0:
                return Lost(place);
            default:
                HoldOn(place);
                return ended == ChainEnd.Broken ? Lost(_held.Next) : _held.Next;
        }
    }

    bool Load(ulong place) =>
        place < _end && _end - place >= Chunk.FencepostSize && _pages.RunAt(place) is { } run
        && _at.Load(memory.All, run, place, _end, mayMove && _held.Count > 0 ? Overlap : 0);

    ChainEnd Parse(ulong place, out bool isGood)
    {
        ChainEnd ended = _at.Parse(place, _end, _held.Count > 0 ? _held.Chunks[^1].Size : 0);
        if (ended == ChainEnd.Top && IsPieceEnd())
            ended = ChainEnd.Broken;
        isGood = ended switch
        {
            ChainEnd.Broken => IsPieceEnd(),
            ChainEnd.Top => IsTop(_at.Chunks[^1].Address),
            _ => true,
        };
        return ended;
    }

    /// <summary>
    /// What the last window led to was gone when this one was copied: goes on from the last of its chunks that is still
    /// there in this copy.
    /// </summary>
    ChainEnd Rejoin(ref ulong place, ref bool isGood)
    {
        bool wasGood = isGood;
        int dropped = 0;
        for (int i = _held.Count - 1; i > 0 && dropped < MostDropped && _held.Chunks[i].Address >= _at.Start; i--)
        {
            dropped++;
            ulong from = _held.Chunks[i].Address;
            ChainEnd ended = _at.Parse(from, _end, _held.Chunks[i - 1].Size);
            isGood = ended == ChainEnd.WindowEnd || (ended == ChainEnd.Top && IsTop(_at.Chunks[^1].Address));
            if (!isGood || (wasGood && !_at.TagsAgree))
                continue;
            _held.Drop(dropped);
            place = from;
            return ended;
        }
        return Parse(place, out isGood);
    }

    /// <summary>From where to try once more, with the heap's end, its pages and the window read anew; null if it is no use.</summary>
    ulong? Again(ulong place)
    {
        if (_tries >= TriesAtOnePlace || _allTries >= MostTries)
            return null;
        _tries++;
        _allTries++;
        Retries++;
        _end = EndNow() ?? _end;
        if (_pages.RunAt(place) is null)
            _pages = memory.PagesOf(_segment.Range.Start.Value, Math.Max(_segment.Range.End.Value, _end));
        if (_held.Count == 0 || (_tries <= TriesFromThere && place < _end))
            return place;
        // What led here may be what changed.
        ulong from = _held.Chunks[0].Address;
        _held.Clear();
        return from;
    }

    /// <summary>The arena's word, or that it has moved on within this heap since.</summary>
    bool IsTop(ulong top) =>
        memory.Word(arena.Address + (ulong)arena.Layout.Top) is { } now
        && (now == top || (now != arena.Top && now > _segment.Range.Start.Value && now < _segment.Limit));

    /// <summary>The two marks that main_arena leaves where somebody else moved the break; it goes on behind that.</summary>
    bool IsPieceEnd() => isMain && IsPieceEnd(_at);

    static bool IsPieceEnd(ChunkWindow window) =>
        window.Count > 0 && window.Chunks[^1].Size == Chunk.FencepostSize;

    /// <summary>The window before this one is good, now that this one is.</summary>
    void HoldOn(ulong place)
    {
        Commit(_held, Header(_at, place));
        (_held, _at) = (_at, _held);
    }

    ulong? EndAtTop(ulong place)
    {
        Commit(_held, Header(_at, place));
        ulong top = _at.Chunks[^1].Address;
        _at.Drop(1);
        Commit(_at, Header(_at, top));
        TopSize = (TopSize ?? 0) + (_end - top);
        tally.EndAtTop(top, Returned(top), _end);
        return null;
    }

    ulong? EndAtFencepost(ulong place)
    {
        Commit(_held, Header(_at, place));
        ulong fence = _at.Next;
        Commit(_at, Header(_at, fence));
        tally.EndAtFencepost(fence);
        return null;
    }

    /// <summary>From where systrim would give back the top: whole pages, but for MINSIZE and a byte.</summary>
    ulong Returned(ulong top)
    {
        ulong start = tally.JoinedTop(top);
        const ulong kept = Chunk.Least + 1;
        if (!isMain || !_segment.IsBreak || _end - start <= kept)
            return _end;
        return _end - ((_end - start - kept) & ~(_segment.TrimUnit - 1));
    }

    static (ulong PreviousSize, ulong Word) Header(ChunkWindow window, ulong at) => (window.Word(at), window.Word(at + 8));

    void Commit(ChunkWindow window, (ulong, ulong) next)
    {
        if (window.Count == 0)
            return;
        tally.Add(window, next);
        visitor?.Visit(window.Chunks, window.Start, window.Bytes);
        window.Clear();
        _tries = 0;
    }

    /// <summary>
    /// The chain is lost: what led here is counted as far as it is proven, and the next chain is searched for. Returns
    /// where that begins.
    /// </summary>
    ulong? Lost(ulong place)
    {
        bool isPieceEnd = isMain && IsPieceEnd(_held);
        ulong from = place;
        if (isPieceEnd)
        {
            Commit(_held, (0, Chunk.PreviousInUse));
            Ends++;
        }
        else if (_held.Count > 0)
        {
            from = _held.Chunks[^1].Address;
            _held.Drop(1);
            Commit(_held, Header(_held, from));
            BrokenAt ??= from;
        }
        _held.Clear();
        tally.EndRun();
        ulong? found = _gaps++ < MostGaps && from < _end ? _resync.Find(_pages, from + 16, _end) : null;
        Lose(from, found ?? Math.Max(from, _end));
        _tries = 0;
        return found;
    }

    void Lose(ulong from, ulong to)
    {
        Unsplit += to - from;
        _heap.Unsplit(from, to);
    }

    /// <summary>The end that the arena itself says now, if it can be one.</summary>
    ulong? EndNow()
    {
        ulong start = _segment.Range.Start.Value;
        ulong? end = _segment.Info is { } info ? HeapEnd(info) : TopEnd(start);
        return end > start && end <= _segment.Limit ? end : null;
    }

    ulong? HeapEnd(ulong info) => memory.Word(info + 16) is { } size && size < 1UL << 40 ? info + size : null;

    ulong? TopEnd(ulong start) =>
        memory.Word(arena.Address + (ulong)arena.Layout.Top) is { } top && top >= start && top < _segment.Limit
        && memory.Word(top + 8) is { } word && (word & ~Chunk.Flags) <= _segment.Limit - top
            ? top + (word & ~Chunk.Flags) : null;
}
