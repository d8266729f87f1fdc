using Fathom.Sources.Memory;

namespace Fathom.Sources.Glibc;

/// <summary>Finds chunks again behind a stretch whose headers are absent, in swap, or damaged.</summary>
sealed class Resync(IMemory memory, bool isMain, ChunkWindow window)
{
    // Links of a chain that garbage does not make: each must be aligned, fit, and agree with the one before it.
    const int Proven = 24;

    // Enough where the memory to look at ends.
    const int Likely = 4;

    /// <summary>The first address at or behind one from which a chain of chunks goes; null where none does.</summary>
    public ulong? Find(HeapPages pages, ulong from, ulong end)
    {
        ulong at = (from + 15) & ~Chunk.Unaligned;
        while (pages.From(at) is { } page && page < end)
        {
            at = Math.Max(at, page);
            if (pages.RunAt(at) is not { } run || !window.Load(memory, run, at, end))
            {
                at = (at & ~4095UL) + 4096;
                continue;
            }
            for (; at < end && window.Has(at, 16); at += 16)
            {
                if (IsChain(at, end))
                    return at;
            }
            at = Math.Max(at, window.End);
        }
        return null;
    }

    bool IsChain(ulong from, ulong end)
    {
        unchecked
        {
            ulong at = from;
            ulong before = 0, beforeWord = 0;
            for (int links = 0; links < Proven; links++)
            {
                if (!window.Has(at, 16))
                    return links >= Likely;
                ulong word = window.Word(at + 8);
                ulong size = word & ~Chunk.Flags;
                if ((word & (8 | Chunk.IsMmapped)) != 0 || size < Chunk.Least || size > end - at)
                    return links >= Likely && size <= Chunk.FencepostSize && end - at <= 2 * Chunk.FencepostSize;
                if (links > 0 && !Follows(before, beforeWord, at, word))
                    return false;
                (before, beforeWord) = (size, word);
                at += size;
                if (at == end)
                    return links > 0 || size >= Chunk.Least;
            }
            return true;
        }
    }

    bool Follows(ulong before, ulong beforeWord, ulong at, ulong word)
    {
        if ((word & Chunk.PreviousInUse) == 0)
            return window.Word(at) == before;
        return (beforeWord & Chunk.NotMain) == 0 == isMain;
    }
}
