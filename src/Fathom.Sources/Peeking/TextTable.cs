using System.Runtime.InteropServices;
using Fathom.Evidence.Peeking;

namespace Fathom.Sources.Peeking;

/// <summary>
/// Counts texts in a fixed amount of memory. When it is full, the half that takes the fewest bytes of the target is
/// forgotten, and that is counted: what comes again begins anew, so that counts are then "at least".
/// </summary>
sealed class TextTable
{
    /// <summary>Of a text, so much is kept to be shown; the whole of it tells it from others.</summary>
    public const int Shown = 4096;

    const int Most = 48 * 1024;
    const int Pool = 6 * 1024 * 1024;

    readonly int _most;
    readonly byte[] _pool;
    readonly Entry[] _entries;
    readonly int[] _slots;
    int _used;
    int _count;

    public TextTable(int most = Most, int pool = Pool)
    {
        _most = most;
        _pool = GC.AllocateUninitializedArray<byte>(Math.Max(pool, 2 * Shown));
        _entries = new Entry[most];
        _slots = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)most * 2)];
    }

    public struct Entry
    {
        public ulong Hash;
        public ulong First;
        public long Count;
        public int Length;
        public int At;
        public TextEncoding Encoding;
        public bool IsKey;

        public readonly int Kept => Math.Min(Length, Shown);

        // Counts and lengths are within what a target has.
        public readonly long Total => Count * Length;
    }

    public long Forgotten { get; private set; }

    public int Count => _count;

    public ReadOnlySpan<Entry> Entries => _entries.AsSpan(0, _count);

    public ReadOnlySpan<byte> BytesOf(in Entry entry) => _pool.AsSpan(entry.At, entry.Kept);

    /// <param name="isKey">It stands within a private key.</param>
    public void Add(ReadOnlySpan<byte> text, TextEncoding encoding, ulong address, bool isKey)
    {
        ulong hash = Hash(text) ^ (ulong)encoding ^ (isKey ? 1UL << 63 : 0);
        int mask = _slots.Length - 1;
        int slot = (int)(hash & (ulong)mask);
        for (; _slots[slot] is var index and not 0; slot = (slot + 1) & mask)
        {
            ref Entry known = ref _entries[index - 1];
            if (known.Hash == hash && known.Length == text.Length && BytesOf(known).SequenceEqual(text[..known.Kept]))
            {
                known.Count++;
                return;
            }
        }
        int kept = Math.Min(text.Length, Shown);
        if (_count == _most || _pool.Length - _used < kept)
        {
            Forget();
            for (slot = (int)(hash & (ulong)mask); _slots[slot] != 0;)
                slot = (slot + 1) & mask;
        }
        text[..kept].CopyTo(_pool.AsSpan(_used));
        _entries[_count] = new Entry
        {
            Hash = hash,
            First = address,
            Count = 1,
            Length = text.Length,
            At = _used,
            Encoding = encoding,
            IsKey = isKey,
        };
        _used += kept;
        _slots[slot] = ++_count;
    }

    void Forget()
    {
        Span<Entry> entries = _entries.AsSpan(0, _count);
        entries.Sort(static (a, b) => b.Total.CompareTo(a.Total));
        // Where few texts fill all the room, half of them are half of the room, more or less: a bound on bytes makes it sure.
        int keep = 0, bytes = 0;
        while (keep < _count / 2 && bytes + entries[keep].Kept <= _pool.Length / 2)
            bytes += entries[keep++].Kept;
        Forgotten += _count - keep;
        _count = keep;
        entries = entries[..keep];
        entries.Sort(static (a, b) => a.At.CompareTo(b.At));
        _slots.AsSpan().Clear();
        _used = 0;
        for (int i = 0; i < entries.Length; i++)
        {
            ref Entry entry = ref entries[i];
            _pool.AsSpan(entry.At, entry.Kept).CopyTo(_pool.AsSpan(_used));
            entry.At = _used;
            _used += entry.Kept;
            int slot = (int)(entry.Hash & (ulong)(_slots.Length - 1));
            while (_slots[slot] != 0)
                slot = (slot + 1) & (_slots.Length - 1);
            _slots[slot] = i + 1;
        }
    }

    /// <summary>Eight bytes at a time; a target that makes texts collide only makes us slower, for they are compared.</summary>
    static ulong Hash(ReadOnlySpan<byte> text)
    {
        unchecked
        {
            ulong hash = 0x9E3779B97F4A7C15UL ^ (ulong)text.Length;
            while (text.Length >= 8)
            {
                hash = (hash ^ MemoryMarshal.Read<ulong>(text)) * 0xD6E8FEB86659FD93UL;
                hash ^= hash >> 32;
                text = text[8..];
            }
            foreach (byte b in text)
                hash = (hash ^ b) * 0x100000001B3UL;
            return hash ^ (hash >> 29);
        }
    }
}
