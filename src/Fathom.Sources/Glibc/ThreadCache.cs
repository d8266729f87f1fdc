using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.Glibc;

/// <summary>
/// Tells a thread's cache from another live chunk of its size, and reads it: its lists have the lengths that it counts
/// for them, and hold chunks of their sizes only.
/// </summary>
sealed class ThreadCache(WalkMemory memory, LinkReader links)
{
    // The thread may change its cache between our reads: then whether it is one is asked again, and each of its lists is
    // read for itself, since one stands still for longer than all of them.
    const int Tries = 16;
    const int TriesOfList = 16;

    // The tunable glibc.malloc.tcache_count ends there (malloc/malloc.c, MAX_TCACHE_COUNT).
    const int Longest = 65535;

    // Lists that are followed only to learn how long they are: one that is longer tells nothing.
    const int LongestMeasured = 1024;

    readonly byte[] _bytes = new byte[(int)TcacheLayout.LargestChunk];
    readonly List<(ulong Address, ulong Size)> _found = [];
    readonly List<ulong> _keys = [];
    int _slots;

    /// <summary>Chunks that the cache counts and that were not found, since it changed: 0 where it was read as a whole.</summary>
    public int Missing { get; private set; }

    /// <summary>The word behind the link of each chunk that was followed: its key, where this malloc writes one.</summary>
    public IReadOnlyList<ulong> Keys => _keys;

    /// <summary>The chunks in the cache at a chunk; null where it is none, or holds none.</summary>
    public IReadOnlyList<(ulong Address, ulong Size)>? Read(ulong chunk, TcacheLayout layout)
    {
        bool isCache = false;
        _keys.Clear();
        for (int i = 0; i < Tries && !isCache; i++)
        {
            links.Renew();
            isCache = TryRead(chunk, layout, out bool mayBe);
            if (!mayBe)
                return null;
        }
        if (!isCache || Missing == 0)
            return isCache ? _found : null;
        _found.Clear();
        Missing = 0;
        for (int bin = 0; bin < layout.Bins; bin++)
            Missing += ReadList(chunk, layout, bin);
        return _found;
    }

    /// <param name="mayBe">False where no moment of a cache looks like it; a torn copy of one may.</param>
    bool TryRead(ulong chunk, TcacheLayout layout, out bool mayBe)
    {
        mayBe = false;
        _found.Clear();
        Missing = 0;
        int taken = 0, odd = 0;
        if (!Copy(chunk, layout))
            return false;
        Span<byte> bytes = _bytes.AsSpan(0, layout.Size);
        for (int bin = 0; bin < layout.Bins; bin++)
        {
            ulong entry = Entry(bytes, layout, bin);
            if (entry % 16 != 0 || (entry != 0 && entry is < 65536 or >= 1UL << 56))
                return false;
            taken += entry != 0 ? 1 : 0;
            odd += !layout.CountsSlots && entry == 0 != (Count(bytes, layout, bin) == 0) ? 1 : 0;
        }
        mayBe = taken > 0;
        // A link and its count change one after the other, of one bin at a time.
        if (taken == 0 || odd > 1)
            return false;
        _slots = Slots(layout);
        return Follow(layout);
    }

    bool Copy(ulong chunk, TcacheLayout layout) =>
        memory.Read(new Address(chunk + 16), _bytes.AsSpan(0, layout.Size)) == layout.Size;

    bool Follow(TcacheLayout layout)
    {
        int lists = 0, good = 0;
        for (int bin = 0; bin < layout.Bins; bin++)
        {
            int before = _found.Count;
            Missing += Follow(layout, bin);
            lists += Entry(_bytes, layout, bin) != 0 ? 1 : 0;
            good += _found.Count > before ? 1 : 0;
        }
        return good > 0 && good >= lists / 2;
    }

    /// <summary>Reads one list until it holds as many as are counted; returns how many do not agree at the last.</summary>
    int ReadList(ulong chunk, TcacheLayout layout, int bin)
    {
        int kept = _found.Count, missing = 0;
        for (int i = 0; i < TriesOfList; i++)
        {
            links.Renew();
            _found.RemoveRange(kept, _found.Count - kept);
            if (!Copy(chunk, layout))
                return Math.Max(missing, 1);
            _slots = Slots(layout);
            missing = Follow(layout, bin);
            if (missing == 0)
                break;
        }
        return missing;
    }

    /// <summary>Notes the chunks of a bin; returns by how many they differ from what is counted.</summary>
    int Follow(TcacheLayout layout, int bin)
    {
        ReadOnlySpan<byte> bytes = _bytes.AsSpan(0, layout.Size);
        ulong entry = Entry(bytes, layout, bin);
        int count = Count(bytes, layout, bin);
        int wanted = layout.CountsSlots ? Math.Max(0, _slots - count) : count;
        bool isCounted = !layout.CountsSlots || bin < TcacheLayout.SmallBins;
        int length = entry == 0 ? 0 : Follow(entry, bin, isCounted ? wanted : Longest);
        return isCounted ? Math.Abs(wanted - length) : 0;
    }

    /// <summary>
    /// Since 2.42 it is places that are counted: what an empty bin has is what each has. Where none is empty it is what most
    /// bins come to with the chunks that they hold.
    /// </summary>
    int Slots(TcacheLayout layout)
    {
        if (!layout.CountsSlots)
            return 0;
        int most = 0;
        bool isAnyEmpty = false;
        for (int bin = 0; bin < TcacheLayout.SmallBins; bin++)
        {
            most = Math.Max(most, Count(_bytes, layout, bin));
            isAnyEmpty |= Entry(_bytes, layout, bin) == 0;
        }
        return isAnyEmpty ? most : SlotsOfFull(layout);
    }

    int SlotsOfFull(TcacheLayout layout)
    {
        Dictionary<int, int> votes = [];
        (int found, int keys) = (_found.Count, _keys.Count);
        for (int bin = 0; bin < TcacheLayout.SmallBins; bin++)
        {
            int length = Follow(Entry(_bytes, layout, bin), bin, LongestMeasured);
            CollectionsMarshal.GetValueRefOrAddDefault(votes, Count(_bytes, layout, bin) + length, out _)++;
            _found.RemoveRange(found, _found.Count - found);
            _keys.RemoveRange(keys, _keys.Count - keys);
        }
        return votes.MaxBy(each => each.Value).Key;
    }

    /// <summary>Notes the chunks of a list; returns how many it holds, at most one more than wanted.</summary>
    int Follow(ulong entry, int bin, int wanted)
    {
        int length = 0;
        for (ulong at = entry; at != 0 && length <= wanted; length++)
        {
            if (at % 16 != 0 || !links.Read(at - 8, out ulong word, out ulong link))
                return length;
            ulong size = word & ~Chunk.Flags;
            bool fits = bin < TcacheLayout.SmallBins
                ? size == TcacheLayout.SizeOf(bin)
                : size > TcacheLayout.SizeOf(TcacheLayout.SmallBins - 1) && size < 1UL << 32;
            if (!fits)
                return length;
            _found.Add((at - 16, size));
            if (links.Read(at, out _, out ulong key))
                _keys.Add(key);
            at = links.Revealed(at, link, -8, size);
        }
        return length;
    }

    static ulong Entry(ReadOnlySpan<byte> bytes, TcacheLayout layout, int bin) =>
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[(layout.Entries + (8 * bin))..]);

    static int Count(ReadOnlySpan<byte> bytes, TcacheLayout layout, int bin) =>
        layout.CountBytes == 1 ? bytes[bin] : BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * bin)..]);
}
