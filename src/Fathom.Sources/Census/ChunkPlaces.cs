using System.Numerics;

namespace Fathom.Sources.Census;

/// <summary>
/// Where chunks begin in one MiB, in units of 16 bytes: a list while they are few, a bit for each place once that is
/// shorter. For each page the number of the first chunk that begins there or behind it leads to them.
/// </summary>
sealed class ChunkPlaces(int expected)
{
    /// <summary>A list of these takes less than bits do, also with the room that it grows into.</summary>
    const int Few = 3072;
    const int Fewest = 64;

    const int Words = 1 << (ChunkBlock.Shift - 4 - 6);
    const int PageShift = ChunkBlock.PageShift - 4;
    const int WordsShift = PageShift - 6;
    const int Pages = Words >> WordsShift;

    static readonly ushort[] NoRanks = new ushort[Pages + 1];

    ushort[] _list = [];
    ulong[]? _bits = expected > Few ? NewBits() : null;
    ushort[] _ranks = NoRanks;

    public int Count { get; private set; }

    /// <summary>Behind the last one only.</summary>
    public void Add(int place)
    {
        unchecked
        {
            if (_bits is null && Count == _list.Length)
                Grow();
            if (_bits is { } bits)
                bits[place >> 6] |= 1UL << (place & 63);
            else
                _list[Count] = (ushort)place;
            Count++;
        }
    }

    public void Clear()
    {
        Array.Clear(_bits ?? []);
        Count = 0;
    }

    /// <summary>Behind the last: from now on they are found.</summary>
    public void Seal()
    {
        if (Count == 0)
            return;
        // A copy for a few bytes would only be garbage.
        if (_list.Length - Count > Fewest + (Count / 4))
            Array.Resize(ref _list, Count);
        _ranks = new ushort[Pages + 1];
        int before = 0;
        for (int page = 0; page < Pages; page++)
        {
            _ranks[page] = (ushort)before;
            if (_bits is { } bits)
                before += CountOf(bits.AsSpan(page << WordsShift, 1 << WordsShift));
            else
                while (before < Count && _list[before] >> PageShift == page)
                    before++;
        }
        _ranks[Pages] = (ushort)before;
    }

    /// <summary>The number of the chunk that begins at a place; below zero where none does.</summary>
    public int Find(int place)
    {
        unchecked
        {
            if (_bits is not { } bits)
                return FirstFrom(place) is var at && at < Count && _list[at] == place ? at : -1;
            ulong word = bits[place >> 6], mask = 1UL << (place & 63);
            return (word & mask) == 0 ? -1 : Rank(bits, place >> 6) + BitOperations.PopCount(word & (mask - 1));
        }
    }

    /// <summary>The number of the last chunk that begins at or before a place; below zero where none does.</summary>
    public int FindBefore(int place, out int found)
    {
        unchecked
        {
            if (_bits is not { } bits)
            {
                int at = FirstFrom(place);
                at = at < Count && _list[at] == place ? at : at - 1;
                found = at < 0 ? -1 : _list[at];
                return at;
            }
            int word = place >> 6;
            ulong left = bits[word] & (ulong.MaxValue >> (63 - (place & 63)));
            int number = Rank(bits, word) + BitOperations.PopCount(left) - 1;
            while (left == 0 && word > 0)
                left = bits[--word];
            found = left == 0 ? -1 : (word << 6) + 63 - BitOperations.LeadingZeroCount(left);
            return number;
        }
    }

    /// <summary>Where the next chunk begins, at a place or behind it; below zero where none does.</summary>
    public int Next(int place)
    {
        if (_bits is not { } bits)
            return FirstFrom(place) is var at && at < Count ? _list[at] : -1;
        int word = place >> 6;
        ulong left = bits[word] & (ulong.MaxValue << (place & 63));
        while (left == 0 && ++word < Words)
            left = bits[word];
        return left == 0 ? -1 : (word << 6) + BitOperations.TrailingZeroCount(left);
    }

    public Enumerator GetEnumerator() => new(_list, _bits, Count);

    /// <summary>Pinned, for a collection that moves the index needs room for it twice.</summary>
    static ulong[] NewBits() => GC.AllocateArray<ulong>(Words, pinned: true);

    int Rank(ulong[] bits, int word) =>
        _ranks[word >> WordsShift] + CountOf(bits.AsSpan(word & -(1 << WordsShift), word & ((1 << WordsShift) - 1)));

    static int CountOf(ReadOnlySpan<ulong> bits)
    {
        int count = 0;
        foreach (ulong each in bits)
            count += BitOperations.PopCount(each);
        return count;
    }

    /// <summary>In the list: the number of the first that is not before a place.</summary>
    int FirstFrom(int place)
    {
        int low = _ranks[place >> PageShift], high = _ranks[(place >> PageShift) + 1];
        while (low < high)
        {
            int middle = (low + high) >> 1;
            (low, high) = _list[middle] < place ? (middle + 1, high) : (low, middle);
        }
        return low;
    }

    void Grow()
    {
        if (Count < Few)
        {
            Array.Resize(ref _list, Count == 0 ? Math.Max(Fewest, expected) : Math.Min(Few, Count + (Count / 2)));
            return;
        }
        _bits = NewBits();
        foreach (ushort place in _list)
            _bits[place >> 6] |= 1UL << (place & 63);
        _list = [];
    }

    /// <summary>In address order.</summary>
    public struct Enumerator(ushort[] list, ulong[]? bits, int count)
    {
        int _at = -1;
        ulong _left;

        public int Current { get; private set; }

        public bool MoveNext()
        {
            unchecked
            {
                if (bits is null)
                {
                    if (++_at >= count)
                        return false;
                    Current = list[_at];
                    return true;
                }
                while (_left == 0)
                {
                    if (++_at >= Words)
                        return false;
                    _left = bits[_at];
                }
                Current = (_at << 6) + BitOperations.TrailingZeroCount(_left);
                _left &= _left - 1;
                return true;
            }
        }
    }
}
