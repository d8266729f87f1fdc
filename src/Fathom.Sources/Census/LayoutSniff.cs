using System.Runtime.InteropServices;
using Fathom.Evidence.Census;
using Fathom.Sources.Glibc;

namespace Fathom.Sources.Census;

/// <summary>Tells from the first words of a block what it is made for, where these go with the block's size.</summary>
static class LayoutSniff
{
    const ulong LeastSized = 48;

    /// <summary>A count of a cache's list (malloc.c, MAX_TCACHE_COUNT); the usual limit is 7, or 16 since 2.42.</summary>
    const int MostCounted = 128;

    /// <param name="size">Of the chunk, with malloc's word.</param>
    /// <param name="skipped">Bytes of it that stand before the words.</param>
    /// <param name="isJvm">There is a HotSpot in this process.</param>
    public static ContentKind Of(ReadOnlySpan<ulong> words, ulong size, int skipped, bool isJvm)
    {
        if (words.Length < 2)
            return ContentKind.Unknown;
        if (isJvm && IsArenaPiece(words, size - (ulong)skipped))
            return ContentKind.ArenaPiece;
        if (skipped > 0)
            return ContentKind.Unknown;
        return IsThreadCache(words, size) ? ContentKind.ThreadCache : IsSized(words, size) ? ContentKind.Sized : ContentKind.Unknown;
    }

    /// <summary>
    /// HotSpot's arenas: the next piece, then how much follows the head, which is one of five lengths, and for which malloc,
    /// asked for that and two or three words more, would have made this chunk (memory/arena.hpp, Chunk).
    /// </summary>
    static bool IsArenaPiece(ReadOnlySpan<ulong> words, ulong size) =>
        words[1] is 216 or 984 or 1016 or 10_200 or 32_728 && unchecked(size - words[1]) is >= 24 and <= 48 && words[0] % 16 == 0 && words[0] is 0 or > 65_535 && words[0] < 1UL << 47;

    /// <summary>malloc's cache of a thread: a list has a beginning where it counts chunks. Since 2.42 it is places that are counted.</summary>
    static bool IsThreadCache(ReadOnlySpan<ulong> words, ulong size)
    {
        if (TcacheLayout.OfChunk(size) is not { } layout)
            return false;
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(words);
        ReadOnlySpan<ulong> lists = words[Math.Min(words.Length, layout.Entries / 8)..];
        int taken = 0, empty = -1;
        for (int i = 0; i < Math.Min(lists.Length, TcacheLayout.SmallBins); i++)
        {
            int count = layout.CountBytes == 1 ? bytes[i] : MemoryMarshal.Read<ushort>(bytes[(2 * i)..]);
            bool isEmpty = lists[i] == 0;
            if (lists[i] % 16 != 0 || lists[i] is > 0 and < 65_536 or >= 1UL << 47 || count > MostCounted)
                return false;
            if (layout.CountsSlots ? isEmpty && count != (empty < 0 ? count : empty) : isEmpty != (count == 0))
                return false;
            empty = isEmpty ? count : empty;
            taken += isEmpty ? 0 : 1;
        }
        return taken > 0;
    }

    /// <summary>
    /// A multiple of 8 in front that malloc, asked for 8 more, would have made this chunk for (sqlite's mem1.c). Small ones
    /// may be anything.
    /// </summary>
    static bool IsSized(ReadOnlySpan<ulong> words, ulong size) =>
        size >= LeastSized && words[0] % 8 == 0 && words[0] <= size - 16 && words[0] + 32 > size;
}
