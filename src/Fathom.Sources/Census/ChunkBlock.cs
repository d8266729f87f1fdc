using System.Numerics;

namespace Fathom.Sources.Census;

/// <summary>The chunks that begin in one MiB of a heap.</summary>
sealed class ChunkBlock(ulong start, int expected = 0)
{
    public const int Shift = 20;
    public const ulong Size = 1UL << Shift;

    const int Words = 1 << (Shift - 4 - 6);
    const int FewGroups = 256;

    const int PageShift = 12;
    const int Pages = 1 << (Shift - PageShift);

    readonly ulong[] _bits = new ulong[Words];
    readonly ulong[] _pages = new ulong[Pages / 64];
    ushort[] _ranks = [];
    ushort[] _groups = [];
    List<(ulong Chunk, ulong Size)>? _big;
    ulong _last;

    public ulong Start { get; } = start;

    public int Count { get; private set; }

    /// <summary>A chunk that begins in a block before and reaches into this one; 0 where none does.</summary>
    public ulong Leading { get; set; }

    /// <summary>Of its chunks in address order.</summary>
    public Span<ushort> Groups => _groups.AsSpan(0, Count);

    /// <summary>Sizes that cannot be told from a group: those of 64 KiB and more.</summary>
    public IReadOnlyList<(ulong Chunk, ulong Size)> Big => _big ?? [];

    /// <summary>In address order only; false for what is not.</summary>
    public bool Add(ulong chunk, ushort group)
    {
        unchecked
        {
            if (chunk < _last || (chunk == _last && Count > 0))
                return false;
            _last = chunk;
            if (Count == _groups.Length)
                Array.Resize(ref _groups, Count == 0 ? Math.Max(FewGroups, expected) : Count + (Count / 2));
            _groups[Count++] = group;
            int bit = (int)((chunk - Start) >> 4);
            _bits[bit >> 6] |= 1UL << (bit & 63);
            return true;
        }
    }

    public void AddBig(ulong chunk, ulong size) => (_big ??= []).Add((chunk, size));

    /// <summary>Words in the page of an address may be addresses of chunks.</summary>
    public void Mark(ulong at)
    {
        int page = (int)(unchecked(at - Start) >> PageShift);
        _pages[page >> 6] |= 1UL << (page & 63);
    }

    /// <summary>The next page with such words from an address on; the block's end where there is none.</summary>
    public ulong NextMarked(ulong from)
    {
        for (int page = (int)(unchecked(from - Start) >> PageShift); page < Pages; page++)
        {
            if (IsMarked(page))
                return Math.Max(from, Start + ((ulong)page << PageShift));
        }
        return Start + Size;
    }

    /// <summary>Where such pages end; one without such words is no reason to stop, for a call costs as much.</summary>
    public ulong EndMarked(ulong from)
    {
        int page = (int)(unchecked(from - Start) >> PageShift);
        while (page < Pages && (IsMarked(page) || (page + 1 < Pages && IsMarked(page + 1))))
            page++;
        return Start + ((ulong)page << PageShift);
    }

    bool IsMarked(int page) => (_pages[page >> 6] >> (page & 63) & 1) != 0;

    public void Clear()
    {
        Array.Clear(_bits);
        Array.Clear(_pages);
        _big = null;
        (Count, Leading, _last) = (0, 0, 0);
    }

    public void Seal()
    {
        unchecked
        {
            // A copy for a few bytes would only be garbage.
            if (_groups.Length - Count > FewGroups + (Count / 4))
                Array.Resize(ref _groups, Count);
            _ranks = new ushort[Words];
            int before = 0;
            for (int i = 0; i < Words; i++)
            {
                _ranks[i] = (ushort)before;
                before += BitOperations.PopCount(_bits[i]);
            }
        }
    }

    /// <summary>Which chunk begins at an address; below zero where none does.</summary>
    public int Find(ulong chunk)
    {
        unchecked
        {
            int bit = (int)((chunk - Start) >> 4);
            ulong word = _bits[bit >> 6], mask = 1UL << (bit & 63);
            return (chunk & 15) == 0 && (word & mask) != 0 ? _ranks[bit >> 6] + BitOperations.PopCount(word & (mask - 1)) : -1;
        }
    }

    /// <summary>The last chunk that begins here at or before an address.</summary>
    public int FindBefore(ulong at, out ulong chunk)
    {
        unchecked
        {
            int bit = (int)((at - Start) >> 4), word = bit >> 6;
            ulong bits = _bits[word] & (ulong.MaxValue >> (63 - (bit & 63)));
            while (bits == 0 && word > 0)
                bits = _bits[--word];
            int last = bits == 0 ? -1 : 63 - BitOperations.LeadingZeroCount(bits);
            chunk = last < 0 ? 0 : Start + ((ulong)((word << 6) + last) << 4);
            return last < 0 ? -1 : _ranks[word] + BitOperations.PopCount(bits) - 1;
        }
    }

    /// <summary>The next chunk that begins here at or behind an address; null where none does.</summary>
    public ulong? Next(ulong at)
    {
        unchecked
        {
            if (at - Start >= Size)
                return null;
            int bit = (int)((at - Start + 15) >> 4), word = bit >> 6;
            if (word >= Words)
                return null;
            ulong bits = _bits[word] & (ulong.MaxValue << (bit & 63));
            while (bits == 0 && ++word < Words)
                bits = _bits[word];
            return bits == 0 ? null : Start + ((ulong)((word << 6) + BitOperations.TrailingZeroCount(bits)) << 4);
        }
    }

    public Enumerator GetEnumerator() => new(_bits, Start);

    /// <summary>Where its chunks begin, in address order.</summary>
    public struct Enumerator(ulong[] bits, ulong start)
    {
        int _word = -1;
        ulong _left;

        public ulong Current { get; private set; }

        public bool MoveNext()
        {
            unchecked
            {
                while (_left == 0)
                {
                    if (++_word >= Words)
                        return false;
                    _left = bits[_word];
                }
                Current = start + ((ulong)((_word << 6) + BitOperations.TrailingZeroCount(_left)) << 4);
                _left &= _left - 1;
                return true;
            }
        }
    }
}
