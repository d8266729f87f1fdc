using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.Glibc;

/// <summary>
/// Memory that main_arena took with mmap, since the break could not grow (or was not asked, with huge pages). Nothing
/// names such a piece: it begins at a page with a chunk, and its chain ends at two fenceposts or at the top.
/// </summary>
sealed class MainPieces(WalkMemory memory, IReadOnlyList<Mapping> mappings, MallocPlaces places)
{
    // MMAP_AS_MORECORE_SIZE is 1 MiB: pieces are few and what is looked through is bounded.
    const int MostPieces = 4096;
    const int MostPages = 256 * 1024;
    const int Batch = 128;

    readonly ChunkWindow _window = new();
    readonly Address[] _pages = new Address[Batch];
    readonly byte[] _headers = new byte[Batch * 16];
    readonly bool[] _read = new bool[Batch];
    int _looked;

    public List<Segment> Find(ArenaHead arena)
    {
        List<AddressRange> taken = [.. places.Heaps.Select(heap => heap.Range), .. places.Mmapped.Select(chunks => chunks.Range)];
        taken.Sort((a, b) => a.Start.CompareTo(b.Start));
        List<Segment> found = [];
        foreach (AddressRange range in RangeSet.Without(mappings.Where(AnonymousMemory.Is).Select(each => each.Range), taken))
            Search(arena, range, found);
        return found;
    }

    void Search(ArenaHead arena, AddressRange range, List<Segment> found)
    {
        HeapPages pages = memory.PagesOf(range.Start.Value, range.End.Value);
        for (ulong at = range.Start.Value; at < range.End.Value && found.Count < MostPieces && _looked < MostPages;)
        {
            int count = Gather(pages, at, range.End.Value);
            if (count == 0)
                return;
            _looked += count;
            at = _pages[count - 1].Value + Bytes.PageSize;
            if (First(arena, pages, range, count) is not { } piece)
                continue;
            found.Add(piece);
            at = (piece.Range.End.Value + 4095) & ~4095UL;
        }
    }

    int Gather(HeapPages pages, ulong from, ulong end)
    {
        int count = 0;
        for (ulong? page = pages.From(from); page < end && count < Batch; page = pages.From(page.Value + Bytes.PageSize))
            _pages[count++] = new Address(page.Value);
        return count;
    }

    Segment? First(ArenaHead arena, HeapPages pages, AddressRange range, int count)
    {
        memory.All.ReadEach(_pages.AsSpan(0, count), 16, _headers, _read);
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(_headers);
        for (int i = 0; i < count; i++)
        {
            ulong start = _pages[i].Value;
            ulong word = words[(2 * i) + 1];
            // Nothing is before it, and it is of the main arena.
            if (_read[i] && words[2 * i] == 0 && (word & Chunk.Unaligned) == Chunk.PreviousInUse && word >= Chunk.Least
                && word - 1 <= range.End.Value - start && EndOf(arena, pages, range, start) is { } end)
                return new Segment(new AddressRange(new Address(start), new Address(end)), start) { Limit = end };
        }
        return null;
    }

    /// <summary>Where the chain from an address ends, if it ends as one of a piece does.</summary>
    ulong? EndOf(ArenaHead arena, HeapPages pages, AddressRange range, ulong start)
    {
        ulong end = arena.Top >= start && arena.Top < range.End.Value && memory.Word(arena.Top + 8) is { } word
            && (word & ~Chunk.Flags) <= range.End.Value - arena.Top ? arena.Top + (word & ~Chunk.Flags) : range.End.Value;
        ulong last = 0;
        ulong at = start;
        while (pages.RunAt(at) is { } run && _window.Load(memory.All, run, at, end))
        {
            ChainEnd ended = _window.Parse(at, end);
            if (_window.Count > 0)
                last = _window.Chunks[^1].Address;
            if (ended == ChainEnd.Top)
                return last == arena.Top || IsFence(last) ? end : null;
            if (ended == ChainEnd.Broken)
                return IsFence(last) ? _window.Next : null;
            at = _window.Next;
        }
        return IsFence(last) ? at : null;
    }

    bool IsFence(ulong at) => at != 0 && memory.Word(at + 8) is { } word && (word & ~Chunk.Flags) == Chunk.FencepostSize;
}
