using System.Buffers.Binary;
using Fathom.Evidence;

namespace Fathom.Sources.Glibc;

/// <summary>
/// Tells a thread's cache from another live chunk of its size: every list ends, has the length that is counted for
/// it, and holds chunks of its size only.
/// </summary>
sealed class ThreadCache(WalkMemory memory, LinkReader links)
{
    // The thread may change its cache between our reads.
    const int Tries = 4;

    // The tunable glibc.malloc.tcache_count ends there (malloc/malloc.c, MAX_TCACHE_COUNT).
    const int Longest = 65535;

    readonly byte[] _bytes = new byte[(int)TcacheLayout.LargestChunk];
    readonly List<(ulong Address, ulong Size)> _found = [];

    /// <summary>The chunks in the cache at a chunk; empty where it holds none, null where it is no cache.</summary>
    public IReadOnlyList<(ulong Address, ulong Size)>? Read(ulong chunk, TcacheLayout layout)
    {
        for (int i = 0; i < Tries; i++)
        {
            links.Renew();
            if (TryRead(chunk, layout))
                return _found;
        }
        return null;
    }

    bool TryRead(ulong chunk, TcacheLayout layout)
    {
        _found.Clear();
        Span<byte> bytes = _bytes.AsSpan(0, layout.Size);
        if (memory.Read(new Address(chunk + 16), bytes) != layout.Size)
            return false;
        bool anyEntry = false;
        for (int bin = 0; bin < layout.Bins; bin++)
        {
            ulong entry = Entry(bytes, layout, bin);
            if (entry % 16 != 0 || (entry != 0 && entry is < 65536 or >= 1UL << 56))
                return false;
            if (entry == 0 != (Count(bytes, layout, bin) == 0) && !layout.CountsSlots)
                return false;
            anyEntry |= entry != 0;
        }
        return anyEntry && Follow(bytes, layout);
    }

    bool Follow(ReadOnlySpan<byte> bytes, TcacheLayout layout)
    {
        int slots = -1;
        for (int bin = 0; bin < layout.Bins; bin++)
        {
            int length = Follow(Entry(bytes, layout, bin), bin);
            int count = Count(bytes, layout, bin);
            if (length < 0 || (!layout.CountsSlots && length != count))
                return false;
            // Since 2.42 it is places that are counted: of small bins each has equally many, taken or not.
            if (layout.CountsSlots && bin < TcacheLayout.SmallBins)
            {
                if (slots >= 0 && length + count != slots)
                    return false;
                slots = length + count;
            }
        }
        return true;
    }

    /// <summary>Length of a list, or -1 where it is none.</summary>
    int Follow(ulong entry, int bin)
    {
        int length = 0;
        for (ulong at = entry; at != 0; length++)
        {
            if (length == Longest || at % 16 != 0 || !links.Read(at - 8, out ulong word, out ulong link))
                return -1;
            ulong size = word & ~Chunk.Flags;
            bool fits = bin < TcacheLayout.SmallBins
                ? size == TcacheLayout.SizeOf(bin)
                : size > TcacheLayout.SizeOf(TcacheLayout.SmallBins - 1) && size < 1UL << 32;
            if (!fits)
                return -1;
            _found.Add((at - 16, size));
            at = links.Revealed(at, link);
        }
        return length;
    }

    static ulong Entry(ReadOnlySpan<byte> bytes, TcacheLayout layout, int bin) =>
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[(layout.Entries + (8 * bin))..]);

    static int Count(ReadOnlySpan<byte> bytes, TcacheLayout layout, int bin) =>
        layout.CountBytes == 1 ? bytes[bin] : BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * bin)..]);
}
