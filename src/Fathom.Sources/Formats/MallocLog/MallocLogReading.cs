using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats.Calls;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Formats.MallocLog;

/// <summary>Goes through a log of allocations: what is asked for by whom, and what of it still lives.</summary>
sealed class MallocLogReading(string place)
{
    const int MostRows = 50_000;
    const int MostThreads = 50_000;

    static readonly string[] Names = ["", "malloc", "calloc", "realloc", "memalign", "free"];

    readonly ReportNotes _notes = new(place);
    readonly CallSites _sites = new();
    readonly LastTime _time = new();
    readonly LiveBlocks _live = new();
    readonly Dictionary<(int Tid, int Site), int> _rowOf = [];
    readonly List<RequesterRow> _rows = [];
    readonly Dictionary<int, UnfinishedCall> _unfinished = [];
    readonly long[] _made = new long[Names.Length];
    readonly long[] _failed = new long[Names.Length];
    long _missed;
    long _ofBefore;

    public void Add(int number, ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty || line.SequenceEqual("= Start"u8) || line.SequenceEqual("= End"u8))
            return;
        if (MtraceLine.TryParse(line, out ReadOnlySpan<byte> site, out AllocationCall call))
        {
            Apply(call, null, site);
            return;
        }
        CallPrefix prefix = CallPrefix.Of(line);
        if (!prefix.Time.IsEmpty)
            _time.Set(prefix.Time);
        ReadOnlySpan<byte> text = Whole(prefix);
        if (text.IsEmpty)
            return;
        if (AllocationCall.TryParse(text, out call))
            Apply(call, prefix.Tid, prefix.Mark);
        else if (AllocationCall.NameOf(text) != AllocationName.Other)
            _notes.Broken(number, line);
        else
            _notes.Keep(number, line);
    }

    public Parsed<AllocationLog> Done(long lines)
    {
        foreach (LiveBlocks.Block block in _live.All())
        {
            _rows[block.Row].Live += block.Size * _live.OneOf;
            _rows[block.Row].LiveBlocks += _live.OneOf;
        }
        List<CallCount> calls = Counts();
        if (calls.Count == 0)
            _notes.Add(Gaps.ToolTextIncomplete, "call of malloc, realloc or free", "a malloc hook");
        if (_missed > 0)
            _notes.Add(Gaps.FreesMissed, _missed.ToString("N0", CultureInfo.InvariantCulture));
        if (_live.OneOf > 1)
            _notes.Add(Gaps.BlocksSampled, _live.OneOf.ToString("N0", CultureInfo.InvariantCulture));
        return _notes.Done(new AllocationLog
        {
            Lines = lines,
            Calls = calls,
            FirstTime = _time.First,
            LastTime = _time.Last,
            Allocated = new Bytes(_rows.Sum(row => row.Allocated)),
            Live = new Bytes(_rows.Sum(row => row.Live)),
            LiveBlocks = _rows.Sum(row => row.LiveBlocks),
            OneOf = _live.OneOf,
            FreedOfBefore = _ofBefore,
            Missed = _missed,
            Threads = RequesterRows.ByThread(_rows),
            Sites = RequesterRows.BySite(_rows, _sites),
            Unread = _notes.Unread,
        });
    }

    /// <summary>A call of ltrace's that another thread broke off is whole once it is resumed; empty until then.</summary>
    ReadOnlySpan<byte> Whole(in CallPrefix prefix)
    {
        ReadOnlySpan<byte> text = prefix.Text;
        if (text.EndsWith("<unfinished ...>"u8))
        {
            if (Unfinished(prefix.Tid) is { } begun)
                begun.Begin(text);
            return [];
        }
        return text.StartsWith("<... "u8) && Unfinished(prefix.Tid) is { } call ? call.Finish(text) is { IsEmpty: false } whole ? whole : text : text;
    }

    UnfinishedCall? Unfinished(int? tid)
    {
        if (_unfinished.TryGetValue(tid ?? 0, out UnfinishedCall? call) || _unfinished.Count >= MostThreads)
            return call;
        return _unfinished[tid ?? 0] = new UnfinishedCall();
    }

    void Apply(AllocationCall call, int? tid, ReadOnlySpan<byte> place)
    {
        if (!place.IsEmpty)
            _sites.Add(place);
        int row = RowOf(tid, _sites.Close());
        _rows[row].Calls++;
        _made[(int)call.Name]++;
        if (call.Failed)
        {
            _failed[(int)call.Name]++;
            return;
        }
        if (call.Old != 0 && _live.IsKept(call.Old) && !_live.Remove(call.Old, out _))
            _ofBefore++;
        if (call.Block == 0)
            return;
        _rows[row].Allocated += call.Size;
        if (_live.Add(call.Block, new LiveBlocks.Block(call.Size, row), out _))
            _missed++;
    }

    int RowOf(int? tid, int site)
    {
        if (_rowOf.TryGetValue((tid ?? 0, site), out int row))
            return row;
        // Row 0 takes what has no room.
        if (_rows.Count >= MostRows)
            return 0;
        _rows.Add(new RequesterRow(tid, site));
        return _rowOf[(tid ?? 0, site)] = _rows.Count - 1;
    }

    List<CallCount> Counts()
    {
        List<CallCount> counts = [];
        for (int name = 1; name < Names.Length; name++)
        {
            if (_made[name] > 0)
                counts.Add(new CallCount(Names[name], _made[name], _failed[name]));
        }
        return counts;
    }
}
