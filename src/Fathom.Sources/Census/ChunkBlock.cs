namespace Fathom.Sources.Census;

/// <summary>The chunks that begin in one MiB of a heap.</summary>
sealed class ChunkBlock(ulong start, int expected = 0)
{
    public const int Shift = 20;
    public const ulong Size = 1UL << Shift;
    public const int PageShift = 12;

    const int Pages = 1 << (Shift - PageShift);

    readonly ChunkPlaces _places = new(expected);
    readonly ChunkGroups _groups = new(expected);
    readonly ulong[] _pages = new ulong[Pages / 64];
    List<(ulong Chunk, ulong Size)>? _big;
    ulong _last;

    public ulong Start { get; } = start;

    public int Count => _groups.Count;

    /// <summary>A chunk that begins in a block before and reaches into this one; 0 where none does.</summary>
    public ulong Leading { get; set; }

    /// <summary>Of its chunks in address order.</summary>
    public ChunkGroups Groups => _groups;

    /// <summary>Sizes that cannot be told from a group: those of 64 KiB and more.</summary>
    public IReadOnlyList<(ulong Chunk, ulong Size)> Big => _big ?? [];

    /// <summary>In address order only; false for what is not.</summary>
    public bool Add(ulong chunk, ushort group)
    {
        if (chunk < _last || (chunk == _last && Count > 0))
            return false;
        _last = chunk;
        _places.Add(PlaceOf(chunk));
        _groups.Add(group);
        return true;
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
        _places.Clear();
        _groups.Clear();
        Array.Clear(_pages);
        _big = null;
        (Leading, _last) = (0, 0);
    }

    public void Seal()
    {
        _places.Seal();
        _groups.Seal();
    }

    /// <summary>Which chunk begins at an address; below zero where none does.</summary>
    public int Find(ulong chunk) => (chunk & 15) == 0 ? _places.Find(PlaceOf(chunk)) : -1;

    /// <summary>The last chunk that begins here at or before an address.</summary>
    public int FindBefore(ulong at, out ulong chunk)
    {
        int number = _places.FindBefore(PlaceOf(at), out int place);
        chunk = number < 0 ? 0 : AddressOf(place);
        return number;
    }

    /// <summary>The next chunk that begins here at or behind an address; null where none does.</summary>
    public ulong? Next(ulong at)
    {
        ulong room = unchecked(at - Start + 15);
        return room < Size && _places.Next((int)(room >> 4)) is >= 0 and var place ? AddressOf(place) : null;
    }

    public Enumerator GetEnumerator() => new(_places.GetEnumerator(), Start);

    int PlaceOf(ulong address) => (int)(unchecked(address - Start) >> 4);

    ulong AddressOf(int place) => Start + ((ulong)place << 4);

    /// <summary>Where its chunks begin, in address order.</summary>
    public struct Enumerator(ChunkPlaces.Enumerator places, ulong start)
    {
        ChunkPlaces.Enumerator _places = places;

        public readonly ulong Current => start + ((ulong)_places.Current << 4);

        public bool MoveNext() => _places.MoveNext();
    }
}
