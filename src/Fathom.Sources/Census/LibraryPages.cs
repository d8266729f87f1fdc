using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Fathom.Evidence;
using Fathom.Evidence.Census;

namespace Fathom.Sources.Census;

/// <summary>
/// Which pages belong to a mapped ELF file, and what stands in them. Words are sieved four at a time by the range that
/// all libraries lie in, and by that of the program, which lies elsewhere (PIE).
/// </summary>
sealed class LibraryPages
{
    const int LeafShift = 21;
    const int PageShift = 12;
    const int LeafPages = 1 << (LeafShift - PageShift);

    /// <summary>A table of 8 MiB at most; a JVM's libraries fill some 40 leaves.</summary>
    const int MostLeaves = 8192;

    const ushort None = 0;
    const int KindBits = 2;

    readonly LoadedImage[] _images;
    readonly Dictionary<ulong, int> _numbers = [];
    readonly List<ushort[]> _leaves = [];
    ulong[] _keys = new ulong[1];
    ushort[][] _table = [[]];
    int _shift = 63;
    ulong _low = ulong.MaxValue, _high, _farLow = ulong.MaxValue, _farHigh;

    public LibraryPages(IReadOnlyList<LoadedImage> images, IReadOnlyList<Mapping> mappings)
    {
        _images = [.. images.Take(ushort.MaxValue >> KindBits)];
        for (int i = 0; i < _images.Length; i++)
            Add(i, mappings);
        Index();
    }

    public LoadedImage Image(int number) => _images[number];

    public int Count => _images.Length;

    /// <summary>Which of up to 64 words may point into a library: one bit each.</summary>
    public ulong Sieve(ReadOnlySpan<ulong> words)
    {
        unchecked
        {
            ref ulong at = ref MemoryMarshal.GetReference(words);
            int count = Math.Min(words.Length, 64), i = 0;
            ulong found = 0;
            Vector256<ulong> low = Vector256.Create(_low), span = Vector256.Create(_high - _low);
            Vector256<ulong> farLow = Vector256.Create(_farLow), farSpan = Vector256.Create(_farHigh - _farLow);
            for (; i + 4 <= count; i += 4)
            {
                Vector256<ulong> four = Vector256.LoadUnsafe(ref at, (nuint)i);
                Vector256<ulong> hit = Vector256.LessThan(four - low, span) | Vector256.LessThan(four - farLow, farSpan);
                if (hit != Vector256<ulong>.Zero)
                    found |= (ulong)hit.ExtractMostSignificantBits() << i;
            }
            for (; i < count; i++)
            {
                ulong word = Unsafe.Add(ref at, i);
                if (word - _low < _high - _low || word - _farLow < _farHigh - _farLow)
                    found |= 1UL << i;
            }
            return found;
        }
    }

    /// <summary>Whether an address lies in a mapped file, in which, and in what part of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFind(ulong address, out int image, out WordKind kind)
    {
        ushort page = PageOf(address);
        (image, kind) = ((page >> KindBits) - 1, (WordKind)(page & ((1 << KindBits) - 1)));
        return page != None;
    }

    ushort PageOf(ulong address)
    {
        unchecked
        {
            ulong key = address >> LeafShift;
            for (int slot = Slot(key); _keys[slot] != 0; slot = (slot + 1) & (_keys.Length - 1))
            {
                if (_keys[slot] == key)
                    return _table[slot][(address >> PageShift) & (LeafPages - 1)];
            }
            return None;
        }
    }

    void Add(int number, IReadOnlyList<Mapping> mappings)
    {
        LoadedImage image = _images[number];
        int at = Math.Max(0, MappingTable.IndexOf(mappings, image.Range.Start));
        for (; at < mappings.Count && mappings[at].Range.Start < image.Range.End; at++)
        {
            if (mappings[at].IsFile && mappings[at].Name == image.Name)
                Add(number, mappings[at].Range.Intersect(image.Range), KindOf(mappings[at].Access), image.Code);
        }
        foreach (AddressRange zeros in image.ZeroFill)
            Mark(number, zeros, WordKind.Data);
    }

    void Add(int number, AddressRange range, WordKind kind, IReadOnlyList<AddressRange> code)
    {
        Mark(number, range, kind);
        foreach (AddressRange part in code)
        {
            if (kind == WordKind.Constant && range.Intersect(part) is { IsEmpty: false } pages)
                Mark(number, pages, WordKind.Code);
        }
    }

    static WordKind KindOf(Access access) =>
        (access & Access.Execute) != 0 ? WordKind.Code : (access & Access.Write) != 0 ? WordKind.Data : WordKind.Constant;

    void Mark(int image, AddressRange range, WordKind kind)
    {
        ushort mark = (ushort)((image + 1) << KindBits | (int)kind);
        for (Address page = range.Start.PageFloor; page < range.End; page += Bytes.PageSize)
        {
            ulong key = page.Value >> LeafShift;
            if (!_numbers.TryGetValue(key, out int leaf))
            {
                if (_leaves.Count == MostLeaves)
                    return;
                _numbers[key] = leaf = _leaves.Count;
                _leaves.Add(new ushort[LeafPages]);
            }
            _leaves[leaf][(page.Value >> PageShift) & (LeafPages - 1)] = mark;
        }
        Stretch(range);
    }

    /// <summary>A program's own image lies terabytes from its libraries: one range for both would let every heap through.</summary>
    void Stretch(AddressRange range)
    {
        const ulong far = 1UL << 40;
        (ulong start, ulong end) = (range.Start.Value, range.End.Value);
        if (_high == 0 || (start + far > _low && end < _high + far))
            (_low, _high) = (Math.Min(_low, start), Math.Max(_high, end));
        else
            (_farLow, _farHigh) = (Math.Min(_farLow, start), Math.Max(_farHigh, end));
    }

    void Index()
    {
        int size = 16;
        while (size < 4 * _leaves.Count)
            size *= 2;
        (_keys, _table, _shift) = (new ulong[size], new ushort[size][], 64 - System.Numerics.BitOperations.Log2((uint)size));
        foreach ((ulong key, int leaf) in _numbers)
        {
            int slot = Slot(key);
            while (_keys[slot] != 0)
                slot = (slot + 1) & (size - 1);
            (_keys[slot], _table[slot]) = (key, _leaves[leaf]);
        }
        if (_high == 0)
            _low = 0;
        if (_farHigh == 0)
            _farLow = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    int Slot(ulong key) => (int)(unchecked(key * 0x9E3779B97F4A7C15) >> _shift);
}
