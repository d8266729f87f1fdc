using Fathom.Evidence;

namespace Fathom.Sources.Glibc;

/// <summary>
/// Where the fields of struct malloc_state lie. There were four layouts from 2.17 to 2.43 and distributions carry
/// fields back, so it is told from the arena's own words and not from a version: its bins look like nothing else.
/// </summary>
/// <param name="Bins">Offset of the 127 pairs of list heads; top and fast bins lie before it, the ring behind it.</param>
/// <param name="CountsThreads">Whether attached_threads stands before system_mem (since 2.23).</param>
readonly record struct ArenaLayout(int Bins, bool CountsThreads)
{
    public const int BinCount = 127;

    /// <summary>Bytes that hold any of the layouts.</summary>
    public const int Largest = 2304;

    // The nearest and farthest that bins ever were from the start: 24 in 2.43, 112 in 2.27 to 2.42; with room to change.
    const int FirstBins = 24;
    const int LastBins = 160;

    // An arena in use has most of its bins empty; an empty one names itself, so that eight prove the place.
    const int LeastEmpty = 8;

    const int FastbinBytes = 96;

    public int Top => Bins - 16;

    /// <summary>Ten heads; none in 2.43.</summary>
    public int? Fastbins => Bins > FastbinBytes + 4 ? Bins - FastbinBytes : null;

    /// <summary>The arena behind this one in the ring.</summary>
    public int Next => Bins + (BinCount * 16) + 16;

    public int Attached => Next + 16;

    public int System => Next + 16 + (CountsThreads ? 8 : 0);

    public int MaxSystem => System + 8;

    public int Size => MaxSystem + 8;

    /// <summary>The address that an empty bin's two words name: as if a chunk began there.</summary>
    public ulong BinAddress(ulong arena, int bin) => unchecked(arena + (ulong)Bins + ((ulong)bin * 16) - 16);

    /// <summary>The layout of the arena at an address, or null where none is.</summary>
    public static ArenaLayout? Find(ReadOnlySpan<ulong> words, ulong address)
    {
        ArenaLayout? any = null;
        for (int bins = FirstBins; bins <= LastBins; bins += 8)
        {
            ArenaLayout layout = new(bins, false);
            if (layout.Size + 8 > words.Length * 8 || !layout.HasBins(words, address) || !IsPointer(words[layout.Next / 8]))
                continue;
            layout = layout with { CountsThreads = layout.CountsAttached(words) };
            if (layout.HasPages(words))
                return layout;
            any ??= layout;
        }
        return any;
    }

    /// <summary>
    /// The last remainder and the top are a pair that looks like one of a bin: then bins seem to begin 16 bytes before
    /// they do, and an arena's address stands where its size should be.
    /// </summary>
    bool HasPages(ReadOnlySpan<ulong> words) => words[System / 8] is > 0 and var size && size % Bytes.PageSize == 0;

    bool HasBins(ReadOnlySpan<ulong> words, ulong address)
    {
        int empty = 0;
        for (int bin = 0; bin < BinCount; bin++)
        {
            (ulong forward, ulong back) = (words[(Bins / 8) + (2 * bin)], words[(Bins / 8) + (2 * bin) + 1]);
            ulong own = BinAddress(address, bin);
            if (forward == own && back == own)
                empty++;
            else if (forward == own || back == own || !IsChunk(forward) || !IsChunk(back))
                return false;
        }
        return empty >= LeastEmpty;
    }

    /// <summary>A count of threads is small, and the two sizes behind it are in order.</summary>
    bool CountsAttached(ReadOnlySpan<ulong> words)
    {
        int at = Attached / 8;
        return words[at] < 65536 && words[at + 1] != 0 && words[at + 2] >= words[at + 1];
    }

    static bool IsChunk(ulong word) => word % 16 == 0 && IsPointer(word);

    static bool IsPointer(ulong word) => word % 8 == 0 && word is > 4096 and < 1UL << 56;
}
