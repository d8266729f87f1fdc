using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Sources.Glibc;

/// <summary>Which bin a free chunk is sorted into (malloc/malloc.c, bin_index for 64 bits).</summary>
static class Bins
{
    public const int Count = 128;

    // MIN_LARGE_SIZE: below it a bin holds chunks of one size.
    const ulong FirstLarge = 1024;

    public static int IndexOf(ulong size) => size switch
    {
        < FirstLarge => (int)(size >> 4),
        _ when size >> 6 <= 48 => 48 + (int)(size >> 6),
        _ when size >> 9 <= 20 => 91 + (int)(size >> 9),
        _ when size >> 12 <= 10 => 110 + (int)(size >> 12),
        _ when size >> 15 <= 4 => 119 + (int)(size >> 15),
        _ when size >> 18 <= 2 => 124 + (int)(size >> 18),
        _ => 126,
    };

    static ulong SmallestOf(int bin)
    {
        ulong size = Chunk.Least;
        while (IndexOf(size) < bin)
            size += size < FirstLarge ? 16UL : 64;
        return size;
    }

    public static IReadOnlyList<FreeBin> Rows(ReadOnlySpan<long> fastCounts, ReadOnlySpan<long> counts, ReadOnlySpan<long> bytes)
    {
        List<FreeBin> rows = [];
        for (int i = 0; i < fastCounts.Length; i++)
        {
            long size = (i + 2) * 16L;
            if (fastCounts[i] > 0)
                rows.Add(new(true, i, new Bytes(size), new(fastCounts[i], new Bytes(fastCounts[i] * size))));
        }
        for (int bin = 0; bin < counts.Length; bin++)
        {
            if (counts[bin] > 0)
                rows.Add(new(false, bin, new Bytes((long)SmallestOf(bin)), new(counts[bin], new Bytes(bytes[bin]))));
        }
        return rows;
    }
}
