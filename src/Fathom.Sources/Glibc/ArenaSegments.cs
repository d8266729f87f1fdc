using Fathom.Evidence;

namespace Fathom.Sources.Glibc;

/// <summary>The stretches in which an arena's chunks lie.</summary>
sealed class ArenaSegments(WalkMemory memory, IReadOnlyList<Mapping> mappings, MallocPlaces places)
{
    // HEAP_MAX_SIZE of 64 MiB, and a terabyte of them.
    const int MostHeaps = 16384;

    public IReadOnlyList<Segment> Of(ArenaHead arena, bool isMain, ParameterSearch.Found? parameters) =>
        isMain ? OfMain(arena, parameters) : OfHeaps(arena);

    List<Segment> OfHeaps(ArenaHead arena)
    {
        List<Segment> segments = [];
        int found = 0;
        foreach (HeapSegment heap in places.Heaps)
        {
            if (heap.Arena.Value == arena.Address)
                segments.Add(OfHeap(arena, heap.Range));
        }
        // Heaps that came since: the top lies in the newest, and each names the one before it.
        for (ulong? at = HeapOf(arena, arena.Top); at is { } start && found++ < MostHeaps; at = PreviousOf(start))
        {
            if (!segments.Exists(segment => segment.Info == start) && UsableOf(arena, start) is { } end)
                segments.Add(OfHeap(arena, new AddressRange(new Address(start), new Address(end))));
        }
        segments.Sort((a, b) => a.Range.Start.CompareTo(b.Range.Start));
        return segments;
    }

    static Segment OfHeap(ArenaHead arena, AddressRange range)
    {
        ulong start = range.Start.Value;
        bool isFirst = range.Contains(new Address(arena.Address));
        ulong info = arena.Address % 64 == 32 ? 32UL : 48;
        ulong first = isFirst ? arena.Address + (ulong)arena.Layout.Size : start + info;
        return new Segment(range, (first + 15) & ~15UL) { Info = start, Limit = start + Math.Max(Alignment(arena), (ulong)range.Length.Value) };
    }

    /// <summary>Heaps begin at multiples of their largest size; an arena follows its first heap's header.</summary>
    static ulong Alignment(ArenaHead arena) =>
        (arena.Address & ((64UL << 20) - 1)) <= 48 ? 64UL << 20 : 8UL << 20;

    ulong? HeapOf(ArenaHead arena, ulong address)
    {
        ulong start = address & ~(Alignment(arena) - 1);
        return start != 0 && memory.Word(start) == arena.Address ? start : null;
    }

    ulong? PreviousOf(ulong start) => memory.Word(start + 8) is { } previous and not 0 && previous % (8UL << 20) == 0 ? previous : null;

    ulong? UsableOf(ArenaHead arena, ulong start) =>
        memory.Word(start) == arena.Address && memory.Word(start + 16) is { } size && memory.Word(start + 24) is { } usable
        && size <= usable && usable <= Alignment(arena) && size % Bytes.PageSize == 0 && usable % Bytes.PageSize == 0 && size > 0
            ? start + usable : null;

    List<Segment> OfMain(ArenaHead arena, ParameterSearch.Found? parameters)
    {
        if (Break(mappings) is not { } range)
            return new MainPieces(memory, mappings, places).Find(arena);
        bool isTopThere = range.Contains(new Address(arena.Top));
        ulong first = parameters?.SbrkBase ?? 0;
        if (!isTopThere && first == 0)
            return new MainPieces(memory, mappings, places).Find(arena);
        Segment atBreak = new(range, range.Contains(new Address(first)) ? (first + 15) & ~15UL : null)
        {
            Limit = LimitOf(range),
            IsBreak = isTopThere,
            TrimUnit = parameters?.TrimUnit ?? Bytes.PageSize,
        };
        return isTopThere ? [atBreak] : [atBreak, .. new MainPieces(memory, mappings, places).Find(arena)];
    }

    /// <summary>[heap]; mprotect may have cut it.</summary>
    public static AddressRange? Break(IReadOnlyList<Mapping> mappings)
    {
        AddressRange? all = null;
        foreach (Mapping mapping in mappings)
        {
            if (mapping.Name == "[heap]")
                all = all is { } range ? new AddressRange(range.Start, mapping.Range.End) : mapping.Range;
        }
        return all;
    }

    ulong LimitOf(AddressRange range)
    {
        foreach (Mapping mapping in mappings)
        {
            if (mapping.Range.Start >= range.End)
                return mapping.Range.Start.Value;
        }
        return range.End.Value;
    }
}
