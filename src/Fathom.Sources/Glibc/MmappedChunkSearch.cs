using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Glibc;

/// <summary>
/// Finds the blocks that malloc took from the kernel one by one. Each begins at a page with a chunk header; the kernel
/// joins neighbours into one mapping, so the start of a mapping is not enough (5 of 7 found, 7 of 7 by page).
/// </summary>
sealed class MmappedChunkSearch(IMemory memory, PageRuns pages)
{
    // malloc/malloc.c: IS_MMAPPED alone of the three flag bits, since such a chunk has no neighbours and no arena.
    const ulong FlagBits = 7;
    const ulong IsMmapped = 2;

    // DEFAULT_MMAP_THRESHOLD_MIN; smaller ones exist only when asked for, and are believed only at a mapping's start.
    const ulong LeastInside = 128 * 1024;

    // A mapping whose first 64 MiB of resident pages begin no chunk is somebody else's (a Java heap).
    const int MostMisses = 16 * 1024;

    // One look at a page costs about 0.15 µs and a little of the target's lock: 40 ms at most.
    const int MostProbes = 256 * 1024;

    const int FirstBatch = 8;
    const int LargestBatch = 512;

    readonly Address[] _places = new Address[LargestBatch];
    readonly byte[] _headers = new byte[LargestBatch * 16];
    readonly bool[] _read = new bool[LargestBatch];
    int _probes;

    public bool Complete { get; private set; } = true;

    /// <summary>Looks through the parts of anonymous mappings that nobody else has claimed, in address order.</summary>
    public IReadOnlyList<MmappedChunks> Find(IEnumerable<AddressRange> unclaimed)
    {
        List<MmappedChunks> found = [];
        PageRuns.Cursor cursor = pages.Start();
        foreach (AddressRange range in unclaimed)
            Search(range, ref cursor, found);
        return found;
    }

    void Search(AddressRange range, ref PageRuns.Cursor cursor, List<MmappedChunks> found)
    {
        Address at = range.Start;
        int batch = FirstBatch;
        int misses = 0;
        while (at < range.End)
        {
            // A copy gathers ahead: a chunk may end before the last page gathered, and the search goes on from there.
            cursor.ResidentFrom(at);
            int count = Gather(range, cursor, at, batch);
            if (count == 0)
                return;
            if (misses >= MostMisses || _probes >= MostProbes)
            {
                Complete &= misses >= MostMisses;
                return;
            }
            _probes += count;
            Address? end = FirstChunk(range, count, found);
            misses = end is null ? misses + count : 0;
            at = end ?? _places[count - 1] + Bytes.PageSize;
            batch = end is null ? Math.Min(batch * 4, LargestBatch) : FirstBatch;
        }
    }

    int Gather(AddressRange range, PageRuns.Cursor cursor, Address at, int batch)
    {
        int count = 0;
        while (count < batch && cursor.ResidentFrom(at) is { } run && run.Start < range.End)
        {
            Address page = run.Start;
            for (; page < run.End && page < range.End && count < batch; page += Bytes.PageSize)
                _places[count++] = page;
            at = page;
            if (page >= range.End)
                break;
        }
        return count;
    }

    /// <summary>Notes the first chunk among the pages gathered; returns where it ends.</summary>
    Address? FirstChunk(AddressRange range, int count, List<MmappedChunks> found)
    {
        memory.ReadEach(_places.AsSpan(0, count), 16, _headers, _read);
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(_headers);
        for (int i = 0; i < count; i++)
        {
            Address place = _places[i];
            ulong size = SizeOf(words[2 * i], words[(2 * i) + 1]);
            ulong room = range.End.Value - place.Value;
            ulong least = place == range.Start ? Bytes.PageSize : LeastInside;
            if (!_read[i] || size < least || size > room)
                continue;
            size = AlignedChunk.Find(memory, place, size, room) is { } aligned ? aligned.Lead + aligned.Size : size;
            Add(found, new AddressRange(place, place + (long)size));
            return place + (long)size;
        }
        return null;
    }

    /// <summary>
    /// What was mapped for a chunk at a page's start, or 0. Its size is the mapping's; from 2.43 on it leaves out the
    /// header, and the word before it says whether huge pages were asked for (mmap_set_chunk).
    /// </summary>
    static ulong SizeOf(ulong previousSize, ulong word)
    {
        const ulong header = 16;
        ulong size = word & ~FlagBits;
        if ((word & FlagBits) != IsMmapped || size > long.MaxValue)
            return 0;
        if (size % Bytes.PageSize == 0 && previousSize == 0)
            return size;
        return size % Bytes.PageSize == Bytes.PageSize - header && previousSize is 0 or 1 ? size + header : 0;
    }

    static void Add(List<MmappedChunks> found, AddressRange chunk)
    {
        if (found.Count > 0 && found[^1].Range.End == chunk.Start)
            found[^1] = new(new AddressRange(found[^1].Range.Start, chunk.End), found[^1].Count + 1);
        else
            found.Add(new(chunk, 1));
    }
}
