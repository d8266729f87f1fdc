using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats.Calls;

namespace Fathom.Sources.Formats.Strace;

/// <summary>One address space: calls go in, what is mapped stays.</summary>
sealed class TracedSpace(int? pid)
{
    /// <summary>glibc 2.36 malloc/arena.c: HEAP_MAX_SIZE with 64-bit addresses and no huge pages.</summary>
    const ulong ArenaHeap = 64 << 20;

    const ulong Page = Bytes.PageSize;
    const int MostRows = 50_000;

    readonly LiveRanges _ranges = new();
    readonly Dictionary<(int Tid, int Site, RangeKind Kind), int> _rowOf = [];
    readonly List<MapperRow> _rows = [];
    readonly HashSet<ulong> _arenaHints = [];
    readonly byte[] _peakTime = new byte[32];
    int _peakTimeLength;
    ulong? _break;
    ulong _usable;
    ulong _peak;
    ulong _ofBefore;
    int _caller;

    public int? Pid => pid;

    public string? File { get; set; }

    public string? End { get; set; }

    public long Missed { get; private set; }

    /// <summary>Calls beyond the rows that are kept: they count for what was there before.</summary>
    public long WithoutRow { get; private set; }

    public bool HasCalls { get; private set; }

    /// <summary>
    /// Asking for the break is what a program begins with. Another than the one known belongs to another program; musl's
    /// loader maps before it asks.
    /// </summary>
    public bool IsOther(TracedCall call, int? tid) =>
        call is { Name: CallName.Break, Address: 0 } && HasCalls && (_break is { } known ? known != call.Result : tid != pid);

    /// <summary>Whether something still is where the kernel found room for what a call got.</summary>
    public bool Overlaps(TracedCall call) => RoomOf(call) is var (start, end) && start < end && _ranges.TryFind(start, end, out _);

    /// <summary>Whether one range lies there, no more and no less of it.</summary>
    public bool HasJust(TracedCall call) =>
        _ranges.TryFind(call.Address, call.Address + Page, out LiveRange found) && found.Start == call.Address && found.End == End64(call.Address, call.Length);

    /// <summary>Whether what one call gives back is where another got something.</summary>
    public static bool Meets(TracedCall unmap, TracedCall call) =>
        IsPossible(unmap) && RoomOf(call) is var (start, end) && unmap.Address < end && End64(unmap.Address, unmap.Length) > start;

    static (ulong Start, ulong End) RoomOf(TracedCall call) => call.Name switch
    {
        CallName.Map when !call.IsFixed => (call.Result, End64(call.Result, call.Length)),
        CallName.Remap when call.Result != call.Address => (call.Result, End64(call.Result, call.NewLength)),
        CallName.Remap => (End64(call.Result, call.Length), End64(call.Result, call.NewLength)),
        _ => default,
    };

    /// <param name="detached">What an mremap has left its old place with, where that had to be told before it returned.</param>
    public void Apply(TracedCall call, int? tid, int site, ReadOnlySpan<byte> time, IReadOnlyList<LiveRange>? detached = null)
    {
        HasCalls = true;
        if (Overlaps(call))
            Missed++;
        int row = RowOf(tid, site, KindOf(call));
        _rows[row].Calls++;
        _caller = row;
        switch (call.Name)
        {
            case CallName.Map: Map(call, row); break;
            case CallName.Unmap: Unmap(call.Address, End64(call.Address, call.Length), isTrim: true); break;
            case CallName.Remap: Attach(call, row, detached ?? Detach(call)); break;
            case CallName.Protect: Protect(call, row); break;
            case CallName.Break: MoveBreak(call, row); break;
            case CallName.Advise: _rows[row].Advise(End64(call.Address, call.Length) - call.Address); break;
        }
        if (_usable > _peak)
        {
            _peak = _usable;
            _peakTimeLength = Math.Min(time.Length, _peakTime.Length);
            time[.._peakTimeLength].CopyTo(_peakTime);
        }
    }

    /// <summary>What was mapped before: nobody's who is followed, until it is changed.</summary>
    public void Begin(LiveRange range)
    {
        range = range with { Owner = RowOf(null, -1, RowKind(range.Kind)) };
        _ranges.Add(range);
        _usable += range.IsUsable && range.Kind != RangeKind.File ? range.Length : 0;
        _break = range.Kind == RangeKind.Break ? range.End : _break;
        if (range.Kind == RangeKind.ArenaHeap)
            _arenaHints.Add(range.End);
    }

    /// <summary>What is mapped now, by the row of who mapped it.</summary>
    public IReadOnlyList<MapperRow> Rows()
    {
        foreach (MapperRow row in _rows)
            (row.Reserved, row.Files, row.ArenaHeaps) = (0, 0, 0);
        foreach (LiveRange range in _ranges.All())
            Count(range);
        return _rows;
    }

    public TracedProgram Taken(CallSites sites)
    {
        foreach (LiveRange range in _ranges.All())
            Count(range);
        return new TracedProgram
        {
            Pid = pid,
            File = File,
            End = End,
            Missed = Missed,
            Peak = new Bytes((long)_peak),
            PeakTime = _peakTimeLength == 0 ? null : ForeignText.Decode(_peakTime.AsSpan(0, _peakTimeLength)),
            ReleasedOfBefore = new Bytes((long)_ofBefore),
            ArenaHeaps = _rows.Sum(row => row.ArenaHeaps),
            Live = MapperRows.Sum(_rows),
            Threads = MapperRows.ByThread(_rows),
            Sites = MapperRows.BySite(_rows, sites),
        };
    }

    void Count(LiveRange range)
    {
        MapperRow row = _rows[range.Owner];
        if (range.Kind == RangeKind.File)
            row.Files += range.Length;
        else if (!range.IsUsable)
            row.Reserved += range.Length;
        if (range.Kind == RangeKind.ArenaHeap && range.Start % ArenaHeap == 0)
            row.ArenaHeaps++;
    }

    /// <summary>User addresses end at 2^47, or 2^56 with five levels of page tables.</summary>
    public static bool IsPossible(TracedCall call) => call.Name switch
    {
        CallName.Map => call.Result % Page == 0 && call.Length > 0 && Fits(call.Result, call.Length),
        CallName.Unmap => call.Address % Page == 0 && call.Length > 0 && Fits(call.Address, call.Length),
        CallName.Advise or CallName.Protect => call.Address % Page == 0 && Fits(call.Address, call.Length),
        CallName.Remap => call.Address % Page == 0 && call.Result % Page == 0 && call.NewLength > 0
            && Fits(call.Address, call.Length) && Fits(call.Result, call.NewLength),
        CallName.Break => Fits(call.Result, Page) && Fits(call.Address, Page),
        _ => true,
    };

    static bool Fits(ulong start, ulong length) => start < 1UL << 56 && length < 1UL << 56;

    static ulong End64(ulong start, ulong length) => start + ((length + Page - 1) / Page * Page);

    void Map(TracedCall call, int row)
    {
        ulong end = End64(call.Result, call.Length);
        Unmap(call.Result, end, isTrim: false);
        RangeKind kind = !call.IsAnonymous ? RangeKind.File
            : call.IsStack ? RangeKind.Stack
            : !call.IsUsable && call.IsUncounted ? ArenaKind(call, end)
            : RangeKind.Memory;
        Put(new LiveRange(call.Result, end, row, kind, call.IsUsable));
    }

    /// <summary>What a call is about: of one that maps by its shape, of others by what lies there.</summary>
    RangeKind KindOf(TracedCall call) => call.Name switch
    {
        CallName.Map when !call.IsAnonymous => RangeKind.File,
        CallName.Map when call.IsStack => RangeKind.Stack,
        CallName.Map when !call.IsUsable && call.IsUncounted && call.Length is ArenaHeap or 2 * ArenaHeap => RangeKind.ArenaHeap,
        CallName.Break => RangeKind.Break,
        _ => _ranges.TryFind(call.Address, call.Address + Page, out LiveRange found) ? RowKind(found.Kind) : RangeKind.Memory,
    };

    static RangeKind RowKind(RangeKind kind) => kind == RangeKind.ArenaSource ? RangeKind.ArenaHeap : kind;

    /// <summary>
    /// An arena's heap begins at a multiple of its size: it is cut out of twice as much, or asked for where the last such
    /// piece ended (alloc_new_heap's aligned_heap_area).
    /// </summary>
    RangeKind ArenaKind(TracedCall call, ulong end)
    {
        if (end - call.Result == 2 * ArenaHeap)
            return RangeKind.ArenaSource;
        bool isHinted = end - call.Result == ArenaHeap && call.Result % ArenaHeap == 0 && _arenaHints.Contains(call.Result);
        if (isHinted)
            _arenaHints.Add(end);
        return isHinted ? RangeKind.ArenaHeap : RangeKind.Memory;
    }

    void Put(LiveRange range)
    {
        if (range.IsUsable && range.Kind != RangeKind.File)
        {
            _rows[range.Owner].Take(range.Length);
            _usable += range.Length;
        }
        _ranges.Add(range);
    }

    void Took(LiveRange range)
    {
        if (!range.IsUsable || range.Kind == RangeKind.File)
            return;
        _rows[range.Owner].Lose(range.Length, of: _rows[_caller]);
        _usable -= range.Length;
    }

    void Unmap(ulong start, ulong end, bool isTrim)
    {
        ulong found = 0;
        _ranges.Remove(start, end, range =>
        {
            found += range.Length;
            Took(range);
        });
        if (!isTrim)
            return;
        unchecked
        {
            _ofBefore += end - start - found;
        }
        MarkHeap(Math.Max(start, Page) - Page, start);
        MarkHeap(end, end + Page);
    }

    void MarkHeap(ulong start, ulong end)
    {
        if (!_ranges.TryFind(start, end, out LiveRange range) || range.Kind != RangeKind.ArenaSource
            || range.Length != ArenaHeap || range.Start % ArenaHeap != 0)
            return;
        _ranges.Remove(range.Start, range.End, static _ => { });
        _ranges.Add(range with { Kind = RangeKind.ArenaHeap });
        _arenaHints.Add(range.End);
    }

    /// <summary>The old place of an mremap is free.</summary>
    public IReadOnlyList<LiveRange> Detach(TracedCall call, int? tid, int site)
    {
        _caller = RowOf(tid, site, KindOf(call));
        return Detach(call);
    }

    List<LiveRange> Detach(TracedCall call)
    {
        List<LiveRange> moved = [];
        _ranges.Remove(call.Address, End64(call.Address, call.Length), moved.Add);
        foreach (LiveRange range in moved)
            Took(range);
        return moved;
    }

    /// <summary>What moved stays whose it was; what it grew by is the caller's.</summary>
    void Attach(TracedCall call, int row, IReadOnlyList<LiveRange> moved)
    {
        ulong oldEnd = End64(call.Address, call.Length);
        ulong newEnd = End64(call.Result, call.NewLength);
        Unmap(call.Result, newEnd, isTrim: false);
        // Of what was mapped before the log began only the growth is known.
        ulong at = Math.Min(call.Result + (oldEnd - call.Address), newEnd);
        foreach (LiveRange range in moved)
        {
            ulong start = call.Result + (range.Start - call.Address);
            ulong end = Math.Min(start + range.Length, newEnd);
            if (start >= newEnd)
                break;
            PutBack(range with { Start = start, End = end });
        }
        if (at < newEnd)
            Put(new LiveRange(at, newEnd, row, moved is [.., var last] ? last.Kind : RangeKind.Memory, moved is not [.., var end] || end.IsUsable));
    }

    /// <summary>It was only moved: neither mapped again nor given back.</summary>
    void PutBack(LiveRange range)
    {
        if (range.IsUsable && range.Kind != RangeKind.File)
        {
            _rows[range.Owner].TakeBack(range.Length, of: _rows[_caller]);
            _usable += range.Length;
        }
        _ranges.Add(range);
    }

    void Protect(TracedCall call, int row)
    {
        List<LiveRange> changed = [];
        _ranges.Remove(call.Address, End64(call.Address, call.Length), changed.Add);
        foreach (LiveRange range in changed)
        {
            if (range.Kind == RangeKind.File || range.IsUsable == call.IsUsable)
            {
                _ranges.Add(range);
                continue;
            }
            Took(range);
            Put(range with { Owner = call.IsUsable ? row : range.Owner, IsUsable = call.IsUsable });
        }
    }

    void MoveBreak(TracedCall call, int row)
    {
        ulong to = End64(0, call.Result);
        ulong from = _break is { } known ? End64(0, known) : to;
        _break = call.Result;
        if (to > from)
        {
            Unmap(from, to, isTrim: false);
            Put(new LiveRange(from, to, row, RangeKind.Break, true));
        }
        else if (to < from)
        {
            Unmap(to, from, isTrim: true);
        }
    }

    int RowOf(int? tid, int site, RangeKind kind)
    {
        (int, int, RangeKind) key = (tid ?? 0, site, kind);
        if (_rowOf.TryGetValue(key, out int row))
            return row;
        // What has no room is nobody's, but counts for what it is.
        if (_rows.Count >= MostRows && key != (0, -1, kind))
        {
            WithoutRow++;
            return RowOf(null, -1, kind);
        }
        _rows.Add(new MapperRow(tid, site, kind));
        return _rowOf[key] = _rows.Count - 1;
    }
}
