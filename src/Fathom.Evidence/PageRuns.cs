using System.Collections;

namespace Fathom.Evidence;

/// <summary>
/// All pages seen in a process, as runs in address order, two or three bytes each: a fragmented heap of 32 GiB has
/// four million of them and the looker must stay small.
/// </summary>
public sealed class PageRuns : IEnumerable<PageRun>
{
    readonly IReadOnlyList<ReadOnlyMemory<byte>> _segments;

    PageRuns(IReadOnlyList<ReadOnlyMemory<byte>> segments, long count)
    {
        _segments = segments;
        Count = count;
    }

    public static PageRuns Empty { get; } = new([], 0);

    public long Count { get; }

    public Enumerator GetEnumerator() => new(_segments);

    /// <summary>Answers "is this page in memory" for addresses that only go up.</summary>
    public Cursor Start() => new(GetEnumerator());

    IEnumerator<PageRun> IEnumerable<PageRun>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Takes runs in address order; joins a run to the one before where kind and place allow.</summary>
    public sealed class Builder
    {
        const int SegmentSize = 32 * 1024;
        const int LongestRecord = 21;

        readonly List<ReadOnlyMemory<byte>> _full = [];
        byte[] _segment = [];
        int _used;
        ulong _lastPage;
        PageRun _pending;
        long _count;

        public void Add(PageRun run)
        {
            if (run.Pages <= 0)
                return;
            if (_pending.Pages > 0 && _pending.End == run.Start && _pending.Kind == run.Kind)
            {
                _pending = _pending with { Pages = _pending.Pages + run.Pages };
                return;
            }
            if (run.Start < _pending.End)
                throw new ArgumentException("page runs must come in address order", nameof(run));
            Flush();
            _pending = run;
        }

        public PageRuns Build()
        {
            Flush();
            _pending = default;
            List<ReadOnlyMemory<byte>> segments = [.. _full];
            if (_used > 0)
                segments.Add(_segment.AsMemory(0, _used));
            return new PageRuns(segments, _count);
        }

        void Flush()
        {
            if (_pending.Pages == 0)
                return;
            if (_segment.Length - _used < LongestRecord)
                StartSegment();
            ulong first = _pending.Start.Value / Bytes.PageSize;
            Write(first - _lastPage);
            Write((ulong)_pending.Pages);
            _segment[_used++] = (byte)_pending.Kind;
            _lastPage = first + (ulong)_pending.Pages;
            _count++;
        }

        void StartSegment()
        {
            if (_used > 0)
                _full.Add(_segment.AsMemory(0, _used));
            _segment = new byte[SegmentSize];
            _used = 0;
        }

        void Write(ulong value)
        {
            while (value >= 0x80)
            {
                _segment[_used++] = (byte)(value & 0x7F | 0x80);
                value >>= 7;
            }
            _segment[_used++] = (byte)value;
        }
    }

    public struct Enumerator(IReadOnlyList<ReadOnlyMemory<byte>> segments) : IEnumerator<PageRun>
    {
        int _segment;
        int _at;
        ulong _lastPage;

        public PageRun Current { get; private set; }

        readonly object IEnumerator.Current => Current;

        public bool MoveNext()
        {
            while (_segment < segments.Count && _at >= segments[_segment].Length)
            {
                _segment++;
                _at = 0;
            }
            if (_segment >= segments.Count)
                return false;
            ReadOnlySpan<byte> bytes = segments[_segment].Span;
            ulong first = _lastPage + Read(bytes);
            ulong pages = Read(bytes);
            Current = new PageRun(new Address(first * Bytes.PageSize), (long)pages, (PageKind)bytes[_at++]);
            _lastPage = first + pages;
            return true;
        }

        public void Reset() => (_segment, _at, _lastPage) = (0, 0, 0);

        public readonly void Dispose()
        {
        }

        ulong Read(ReadOnlySpan<byte> bytes)
        {
            ulong value = 0;
            int shift = 0;
            while (true)
            {
                byte b = bytes[_at++];
                value |= (ulong)(b & 0x7F) << shift;
                if (b < 0x80)
                    return value;
                shift += 7;
            }
        }
    }

    public struct Cursor(Enumerator runs)
    {
        Enumerator _runs = runs;
        bool _ended;

        /// <summary>The first resident run that ends above the address, cut to begin there; null when there is none.</summary>
        public PageRun? ResidentFrom(Address address)
        {
            while (!_ended && (_runs.Current.End <= address || !_runs.Current.IsResident))
                _ended = !_runs.MoveNext();
            if (_ended)
                return null;
            PageRun run = _runs.Current;
            if (run.Start >= address)
                return run;
            Address page = address.PageFloor;
            return run with { Start = page, Pages = (run.End - page) / Bytes.PageSize };
        }

        public bool IsResident(Address address) => ResidentFrom(address) is { } run && run.Start <= address;
    }
}
