using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Sources.Glibc;

/// <summary>What the pages of one heap hold: bytes of chunks less those that are not in memory.</summary>
sealed class HeapTally(HeapPages pages)
{
    const int States = 5;

    readonly long[] _bytes = new long[States];
    readonly long[] _absent = new long[States];
    readonly long[] _swapped = new long[States];
    readonly PageRuns.Builder _trimmable = new();
    long _trimmableBytes;
    long _trimmableSwapped;
    long _cachedFast;
    HeapSplit _resident;
    HeapSplit _inSwap;

    public HeapPages Pages => pages;

    /// <summary>Whether part of the run of free chunks at hand is not in memory.</summary>
    bool _runHasHoles;

    public void Add(ChunkState state, long bytes) => _bytes[(int)state] += bytes;

    /// <summary>The only chunk of a window that may not be in memory as a whole: it reaches beyond.</summary>
    public void Reaches(ChunkState state, ulong from, ulong to)
    {
        long swapped = pages.Swapped(from, to);
        long absent = (long)(to - from) - pages.Resident(from, to) - swapped;
        _swapped[(int)state] += swapped;
        _absent[(int)state] += absent;
        _runHasHoles |= swapped + absent > 0;
    }

    /// <summary>A run of free chunks ends: what of it a trim would return. Answers which part that is.</summary>
    public (ulong From, ulong To) Close(in FreeRun run)
    {
        (ulong from, ulong to) = run.Returned;
        if (to > from)
        {
            Return(from, to);
            if (run.Fast > 0)
                _cachedFast += (long)(run.FastInHead + run.FastFrom(to));
        }
        else
        {
            _cachedFast += (long)run.Fast;
        }
        _runHasHoles = false;
        return (from, to);
    }

    void Return(ulong from, ulong to)
    {
        if (!_runHasHoles)
        {
            _trimmable.Add(new PageRun(new Address(from), (long)((to - from) / Bytes.PageSize), PageKind.Present));
            _trimmableBytes += (long)(to - from);
            return;
        }
        pages.AddResident(_trimmable, from, to);
        _trimmableBytes += pages.Resident(from, to);
        _trimmableSwapped += pages.Swapped(from, to);
    }

    /// <summary>
    /// The end of the arena. From <paramref name="returned"/> on a trim gives it back: systrim, of the main arena only.
    /// A run of fast chunks before it would become part of it, and no longer be a chunk to look into.
    /// </summary>
    public void Top(in FreeRun run, ulong at, ulong returned, ulong end)
    {
        if (run.IsOpen)
            Join(run, at, returned);
        long kept = pages.Resident(at, Math.Max(at, returned));
        long given = returned < end ? pages.Resident(Math.Max(at, returned), end) : 0;
        long givenSwapped = returned < end ? pages.Swapped(Math.Max(at, returned), end) : 0;
        // In whole pages, and so at once: the top begins in the middle of one.
        if (returned < end)
            pages.AddResident(_trimmable, returned, end);
        _resident += new HeapSplit { Top = new Bytes(kept), Trimmable = new Bytes(given) };
        _inSwap += new HeapSplit { Top = new Bytes(pages.Swapped(at, end) - givenSwapped), Trimmable = new Bytes(givenSwapped) };
        _runHasHoles = false;
    }

    /// <summary>Fast chunks before the top become part of it, and are returned with it.</summary>
    void Join(in FreeRun run, ulong top, ulong returned)
    {
        _cachedFast += (long)(returned < top ? run.FastInHead : run.Fast);
        if (returned >= top)
            return;
        _trimmableBytes += pages.Resident(returned, top);
        _trimmableSwapped += pages.Swapped(returned, top);
    }

    public void Overhead(ulong from, ulong to)
    {
        _resident += new HeapSplit { Overhead = new Bytes(pages.Resident(from, to)) };
        _inSwap += new HeapSplit { Overhead = new Bytes(pages.Swapped(from, to)) };
    }

    public void Unsplit(ulong from, ulong to)
    {
        _resident += new HeapSplit { Unsplit = new Bytes(pages.Resident(from, to)) };
        _inSwap += new HeapSplit { Unsplit = new Bytes(pages.Swapped(from, to)) };
    }

    public ArenaHeap Result(AddressRange range, Bytes size)
    {
        long free = InMemory(ChunkState.Free) + InMemory(ChunkState.Fastbin) - _trimmableBytes;
        long fast = Math.Clamp(_cachedFast, 0, Math.Max(0, free));
        long freeSwapped = _swapped[(int)ChunkState.Free] + _swapped[(int)ChunkState.Fastbin] - _trimmableSwapped;
        return new ArenaHeap(range, size)
        {
            Resident = _resident + new HeapSplit
            {
                InUse = new Bytes(InMemory(ChunkState.InUse)),
                Cached = new Bytes(InMemory(ChunkState.Tcache) + fast),
                Trimmable = new Bytes(_trimmableBytes),
                Locked = new Bytes(free - fast),
                Overhead = new Bytes(InMemory(ChunkState.Fencepost)),
            },
            Swapped = _inSwap + new HeapSplit
            {
                InUse = new Bytes(_swapped[(int)ChunkState.InUse]),
                Cached = new Bytes(_swapped[(int)ChunkState.Tcache]),
                Trimmable = new Bytes(_trimmableSwapped),
                Locked = new Bytes(freeSwapped),
                Overhead = new Bytes(_swapped[(int)ChunkState.Fencepost]),
            },
            Trimmable = _trimmable.Build(),
        };
    }

    long InMemory(ChunkState state) => _bytes[(int)state] - _absent[(int)state] - _swapped[(int)state];
}
