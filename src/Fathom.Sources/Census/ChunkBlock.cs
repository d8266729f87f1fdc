using System.Numerics;

namespace Fathom.Sources.Census;

/// <summary>The chunks that begin in one MiB of a heap.</summary>
sealed class ChunkBlock(ulong start)
{
    public const int Shift = 20;
    public const ulong Size = 1UL << Shift;

    const int Words = 1 << (Shift - 4 - 6);

    readonly ulong[] _bits = new ulong[Words];
    ushort[] _ranks = [];
    ushort[] _groups = new ushort[512];

    public ulong Start { get; } = start;

    public int Count { get; private set; }

    /// <summary>Of its chunks in address order.</summary>
    public Span<ushort> Groups => _groups.AsSpan(0, Count);

    public void Add(ulong chunk, ushort group)
    {
        if (Count == _groups.Length)
            Array.Resize(ref _groups, 2 * Count);
        _groups[Count++] = group;
        int bit = (int)((chunk - Start) >> 4);
        _bits[bit >> 6] |= 1UL << (bit & 63);
    }

    public void Clear()
    {
        Array.Clear(_bits);
        Count = 0;
    }

    public void Seal()
    {
        Array.Resize(ref _groups, Count);
        _ranks = new ushort[Words];
        int before = 0;
        for (int i = 0; i < Words; i++)
        {
            _ranks[i] = (ushort)before;
            before += BitOperations.PopCount(_bits[i]);
        }
    }

    /// <summary>Which chunk begins at an address; below zero where none does.</summary>
    public int Find(ulong chunk)
    {
        int bit = (int)((chunk - Start) >> 4);
        ulong word = _bits[bit >> 6], mask = 1UL << (bit & 63);
        return (chunk & 15) == 0 && (word & mask) != 0 ? _ranks[bit >> 6] + BitOperations.PopCount(word & (mask - 1)) : -1;
    }

    /// <summary>The last chunk that begins at or before an address.</summary>
    public int FindBefore(ulong at, out ulong chunk)
    {
        int bit = (int)((at - Start) >> 4), word = bit >> 6;
        ulong bits = _bits[word] & (ulong.MaxValue >> (63 - (bit & 63)));
        while (bits == 0 && word > 0)
            bits = _bits[--word];
        int last = bits == 0 ? -1 : 63 - BitOperations.LeadingZeroCount(bits);
        chunk = last < 0 ? 0 : Start + ((ulong)((word << 6) + last) << 4);
        return last < 0 ? -1 : _ranks[word] + BitOperations.PopCount(bits) - 1;
    }

    /// <summary>The next chunk that begins at or behind an address; null where none does.</summary>
    public ulong? Next(ulong at)
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
