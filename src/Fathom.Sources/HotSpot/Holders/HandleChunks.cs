using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Census;
using Fathom.Sources.Memory;

namespace Fathom.Sources.HotSpot.Holders;

/// <summary>
/// HotSpot's handles lie in chunks of its arenas. A chunk begins with the next one and its length; an arena knows how far
/// its last one is filled (memory/arena.hpp). Words beyond are old, and so are all words of a chunk that waits in a pool for
/// its next arena: freed for HotSpot, live for malloc.
/// </summary>
sealed class HandleChunks(IMemory memory, ChunkIndex index, long deadline)
{
    const int Window = 256 * 1024;
    const ulong Head = 16;
    const ulong LongestChunk = 1 << 20;
    const int MostChunks = 10_000;
    const int MostWords = 10_000;

    // What stands in front of a block with native memory tracking (nmt/mallocHeader.hpp).
    static readonly ulong[] Leads = [0, 16];

    readonly List<(int Node, ulong At, ulong Last)> _words = [];
    readonly HashSet<ulong> _ends = [];
    readonly Dictionary<ulong, ulong> _filled = [];

    /// <summary>Takes a word that may be a handle; false where it does not stand in a chunk of an arena.</summary>
    public bool Take(int node, ulong at, in ChunkRef block)
    {
        foreach (ulong lead in _words.Count < MostWords ? Leads : [])
        {
            ulong chunk = block.User + lead;
            if (End(chunk) is not { } end || at < chunk + Head || at >= end || Last(chunk) is not { } last)
                continue;
            _words.Add((node, at, last));
            _ends.Add(End(last)!.Value);
            return true;
        }
        return false;
    }

    /// <summary>Looks for the arenas of those chunks, and tells of each word that one of them has.</summary>
    /// <returns>False where the time did not suffice.</returns>
    public bool Settle(IEnumerable<AddressRange> heaps, Action<int> handle)
    {
        if (_words.Count == 0)
            return true;
        ulong[] window = new ulong[Window / 8];
        foreach (AddressRange heap in heaps)
        {
            if (!Find(heap, window))
                return false;
        }
        foreach ((int node, ulong at, ulong last) in _words)
        {
            // Chunks before the last one are full.
            if (_filled.TryGetValue(last, out ulong filled) && (at < last || at >= End(last) || at < filled))
                handle(node);
        }
        return true;
    }

    /// <summary>An arena has how far its last chunk is filled, and behind that where it ends.</summary>
    bool Find(AddressRange heap, ulong[] window)
    {
        for (ulong at = (heap.Start.Value + 7) & ~7UL; at < heap.End.Value;)
        {
            if (System.Diagnostics.Stopwatch.GetTimestamp() >= deadline)
                return false;
            int wanted = (int)Math.Min(Window, heap.End.Value - at);
            int got = memory.Read(new Address(at), MemoryMarshal.AsBytes(window.AsSpan())[..wanted]) & ~7;
            for (int i = 1; i < got / 8; i++)
            {
                if (window[i] != 0 && unchecked(window[i] - window[i - 1]) < LongestChunk && _ends.Contains(window[i]))
                    Note(window[i - 1], window[i]);
            }
            // The pair may lie on both sides of a window's end.
            at = got > 8 ? at + (ulong)got - (got == wanted && got == Window ? 8UL : 0)
                : (at + Bytes.PageSize) & ~(ulong)(Bytes.PageSize - 1);
        }
        return true;
    }

    void Note(ulong filled, ulong end)
    {
        foreach ((_, _, ulong last) in _words)
        {
            if (End(last) == end && filled >= last + Head)
                _filled[last] = Math.Max(filled, _filled.GetValueOrDefault(last));
        }
    }

    /// <summary>The chunk at the end of the list.</summary>
    ulong? Last(ulong chunk)
    {
        for (int i = 0; i < MostChunks; i++)
        {
            if (ForeignWord.At(memory, chunk) is not { } next)
                return null;
            if (next == 0)
                return chunk;
            if (End(next) is null)
                return null;
            chunk = next;
        }
        return null;
    }

    /// <summary>Where a chunk ends by its own length; null for what is none.</summary>
    ulong? End(ulong chunk)
    {
        if (index.FindInside(chunk) is not { Found: true } block || index.GroupOf(block) == ChunkIndex.NotLive || unchecked(chunk - block.User) > Leads[^1])
            return null;
        ulong next = ForeignWord.At(memory, chunk) ?? 1;
        ulong length = ForeignWord.At(memory, chunk, 8) ?? 0;
        return next % 8 == 0 && length % 8 == 0 && length is > 0 and < LongestChunk && IsWithin(block, chunk + Head + length) ? chunk + Head + length : null;
    }

    bool IsWithin(in ChunkRef block, ulong end) => index.FindInside(end - 8) is { Found: true } last && last == block;
}
