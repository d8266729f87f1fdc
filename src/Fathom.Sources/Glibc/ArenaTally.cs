using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Sources.Glibc;

/// <summary>Adds up the chunks of one arena, window by window. Nothing is kept of a single chunk.</summary>
sealed class ArenaTally
{
    const int MostCandidates = 65536;
    const int MostKeyed = 262_144;

    readonly SizeTable _sizes = new();
    readonly SizeTable _pins = new();
    readonly long[] _binCounts = new long[Bins.Count];
    readonly long[] _binBytes = new long[Bins.Count];
    readonly long[] _fastCounts = new long[ArenaHead.FastbinCount];
    readonly List<ulong> _caches = [];
    readonly List<(ulong Address, ulong Size)> _keyed = [];
    readonly ChunkMarks _cached;
    readonly CacheKeys _keys;
    FreeRun _run = new();
    ulong _before;
    HeapTally _heap = null!;

    /// <param name="cached">Chunks that threads' caches held before the walk.</param>
    public ArenaTally(ChunkMarks cached, CacheKeys keys) => (_cached, _keys) = (cached, keys);

    /// <summary>Chunks that this arena's fast bins name.</summary>
    public ChunkMarks Fast { get; } = new();

    public ChunkTotal InUse { get; private set; }

    public ChunkTotal Free { get; private set; }

    public ChunkTotal Fastbin { get; private set; }

    public ChunkTotal Tcache { get; private set; }

    public long Fenceposts { get; private set; }

    public long GoodTags { get; private set; }

    /// <summary>Sizes that differ as they do when a chunk changes while it is copied.</summary>
    public long ChangedTags { get; private set; }

    public ListSums Lists = new();

    /// <summary>Live chunks that have the size of a thread's cache.</summary>
    public IReadOnlyList<ulong> Caches => _caches;

    /// <summary>Chunks with a cache's key that were not known to be cached, and counted as live.</summary>
    public IReadOnlyList<(ulong Address, ulong Size)> Keyed => _keyed;

    public void Begin(HeapTally heap)
    {
        _heap = heap;
        _before = 0;
        _run.Close();
    }

    /// <summary>Takes the chunks of a window, and says in them what each is.</summary>
    /// <param name="next">The header behind the last one: whether that is in use, and its size if not.</param>
    public void Add(ChunkWindow window, (ulong PreviousSize, ulong Word) next)
    {
        unchecked
        {
            Span<Chunk> chunks = window.Chunks;
            long inUse = 0, inUseBytes = 0;
            ulong block = ulong.MaxValue;
            ulong[]? fast = null, cached = null;
            ulong lastKey = window.End - CacheKeys.Offset - 8;
            bool hasKeys = _keys.AreKnown;
            for (int i = 0; i < chunks.Length; i++)
            {
                ulong at = chunks[i].Address;
                ulong size = chunks[i].Size;
                bool isLast = i + 1 == chunks.Length;
                ulong word = isLast ? next.Word : chunks[i + 1].Word;
                if ((word & Chunk.PreviousInUse) == 0)
                {
                    AddFree(window, at, size, isLast ? next.PreviousSize : window.Word(chunks[i + 1].Address));
                    chunks[i] = chunks[i].As(ChunkState.Free);
                    continue;
                }
                if (at >> ChunkMarks.BlockShift != block)
                {
                    block = at >> ChunkMarks.BlockShift;
                    (fast, cached) = (Fast.Block(at), _cached.Block(at));
                }
                if (fast is not null && ChunkMarks.Has(fast, at))
                {
                    chunks[i] = AddFast(chunks[i]);
                    continue;
                }
                if (_run.IsOpen)
                    CloseRun(size);
                _before = size;
                bool isMarked = cached is not null && ChunkMarks.Has(cached, at);
                bool hasKey = hasKeys && at <= lastKey ? _keys.Has(window.Word(at + CacheKeys.Offset)) : isMarked;
                if (size == Chunk.FencepostSize || (isMarked && hasKey))
                {
                    chunks[i] = AddOdd(chunks[i]);
                    continue;
                }
                if (hasKey && _keyed.Count < MostKeyed)
                    _keyed.Add((at, size));
                chunks[i] = chunks[i].As(ChunkState.InUse);
                inUse++;
                inUseBytes += (long)size;
                _sizes.Add(size, (long)size);
                if (size - TcacheLayout.SmallestChunk <= TcacheLayout.LargestChunk - TcacheLayout.SmallestChunk
                    && TcacheLayout.OfChunk(size) is not null && _caches.Count < MostCandidates)
                    _caches.Add(at);
            }
            InUse += new ChunkTotal(inUse, new Bytes(inUseBytes));
            _heap.Add(ChunkState.InUse, inUseBytes);
            if (chunks.Length > 0 && chunks[^1].End > window.End)
                _heap.Reaches(chunks[^1].State, chunks[^1].Address, chunks[^1].End);
        }
    }

    void AddFree(ChunkWindow window, ulong at, ulong size, ulong tag)
    {
        unchecked
        {
            _run.Add(at, size, isFast: false, _before);
            Free += new ChunkTotal(1, new Bytes((long)size));
            _heap.Add(ChunkState.Free, (long)size);
            int bin = Bins.IndexOf(size);
            _binCounts[bin]++;
            _binBytes[bin] += (long)size;
            if (tag == size)
                GoodTags++;
            else if (window.IsExplained(at + size, size, tag))
                ChangedTags++;
            if (window.Has(at, 32))
                Lists.Add(at, window.Word(at + 16), window.Word(at + 24));
            else
                Lists.Miss();
        }
    }

    Chunk AddFast(Chunk chunk)
    {
        ulong size = chunk.Size;
        _run.Add(chunk.Address, size, isFast: true, _before);
        Fastbin += new ChunkTotal(1, new Bytes((long)size));
        _heap.Add(ChunkState.Fastbin, (long)size);
        if ((size >> 4) - 2 < (ulong)_fastCounts.Length)
            _fastCounts[(size >> 4) - 2]++;
        return chunk.As(ChunkState.Fastbin);
    }

    Chunk AddOdd(Chunk chunk)
    {
        long size = (long)chunk.Size;
        bool isFence = chunk.Size == Chunk.FencepostSize;
        if (isFence)
            Fenceposts += size;
        else
            Tcache += new ChunkTotal(1, new Bytes(size));
        ChunkState state = isFence ? ChunkState.Fencepost : ChunkState.Tcache;
        _heap.Add(state, size);
        return chunk.As(state);
    }

    void CloseRun(ulong after)
    {
        (ulong from, ulong to) = _heap.Close(_run);
        unchecked
        {
            bool isWhole = to == from;
            long head = (long)(isWhole ? (_run.End - _run.Start) / 2 : from - _run.Start);
            long tail = (long)(isWhole ? _run.End - _run.Start : _run.End - to) - (isWhole ? head : 0);
            if (head > 0 && _run.Before > Chunk.FencepostSize)
                _pins.Add(_run.Before, head);
            if (tail > 0 && after > Chunk.FencepostSize)
                _pins.Add(after, tail);
        }
        _run.Close();
    }

    /// <summary>The chain ends: at the top, or at a mark of 16 bytes.</summary>
    public void EndAtTop(ulong top, ulong returned, ulong end)
    {
        _heap.Top(_run, top, returned, end);
        _run.Close();
    }

    /// <summary>Where the chunks that follow are not known, a run ends, too.</summary>
    public void EndRun()
    {
        if (_run.IsOpen)
            CloseRun(0);
        _before = 0;
    }

    /// <summary>The start of the free run that a top at this address would join; else the top's own start.</summary>
    public ulong JoinedTop(ulong top) => _run.IsOpen && _run.End == top ? _run.Start : top;

    public void EndAtFencepost(ulong at)
    {
        EndRun();
        Fenceposts += (long)Chunk.FencepostSize;
        _heap.Overhead(at, at + Chunk.FencepostSize);
    }

    public Arena Fill(Arena arena) => arena with
    {
        InUse = InUse,
        Free = Free,
        Fastbin = Fastbin,
        Tcache = Tcache,
        SizeClasses = _sizes.Rows((size, total) => new SizeClass(size, total)),
        Pins = _pins.Rows((size, total) => new PinningSize(size, total.Count, total.Bytes)),
        Bins = Bins.Rows(_fastCounts, _binCounts, _binBytes),
    };
}
