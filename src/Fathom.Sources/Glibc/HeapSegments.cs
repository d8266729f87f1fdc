using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Glibc;

/// <summary>
/// Finds the heaps of malloc's arenas. An address at a multiple of 64 MiB proves nothing (a third of the JVM's own
/// reservations begin there): the heap_info at it must be right, and its arena must know the heap.
/// </summary>
sealed class HeapSegments(IMemory memory, IReadOnlyList<Mapping> mappings, PageRuns pages)
{
    // HEAP_MAX_SIZE (malloc/arena.c): 64 MiB; four huge pages with glibc.malloc.hugetlb=2 in 2.35 to 2.41.
    static readonly ulong[] Alignments = [64UL << 20, 8UL << 20, 4UL << 30];

    const int HeaderSize = 48;
    const int ArenaSize = 2216;

    readonly record struct Candidate(ulong Start, ulong Arena, ulong Size, ulong End);

    public IReadOnlyList<HeapSegment> Find()
    {
        List<HeapSegment> best = [];
        foreach (ulong alignment in Alignments)
        {
            List<HeapSegment> found = Confirmed(Candidates(alignment));
            if (found.Count > best.Count)
                best = found;
        }
        return best;
    }

    List<Candidate> Candidates(ulong alignment)
    {
        List<Address> places = Places(alignment);
        byte[] headers = new byte[places.Count * HeaderSize];
        bool[] read = new bool[places.Count];
        memory.ReadEach(CollectionsMarshal.AsSpan(places), HeaderSize, headers, read);
        List<Candidate> candidates = [];
        for (int i = 0; i < places.Count; i++)
        {
            ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(headers.AsSpan(i * HeaderSize, HeaderSize));
            if (read[i] && IsHeapInfo(places[i].Value, words, alignment))
                candidates.Add(new(places[i].Value, words[0], words[2], EndOf(places[i], words[3])));
        }
        return candidates;
    }

    /// <summary>Every aligned page that is in memory, also in the middle of a mapping: full heaps merge with what follows.</summary>
    List<Address> Places(ulong alignment)
    {
        List<Address> places = [];
        PageRuns.Cursor cursor = pages.Start();
        foreach (Mapping mapping in mappings)
        {
            if (!AnonymousMemory.Is(mapping))
                continue;
            Address at = mapping.Range.Start;
            while (RoundUp(at.Value, alignment) is { } place && mapping.Range.Contains(new Address(place))
                && cursor.ResidentFrom(new Address(place)) is { } run)
            {
                // From page to page that is there, not from multiple to multiple: a core may name any range.
                if (run.Start.Value == place)
                    places.Add(run.Start);
                at = run.Start.Value == place ? run.Start + Bytes.PageSize : run.Start;
            }
        }
        return places;
    }

    /// <summary>heap_info {ar_ptr, prev, size, mprotect_size[, pagesize, pad]}; the arena follows it in its first heap.</summary>
    bool IsHeapInfo(ulong start, ReadOnlySpan<ulong> words, ulong alignment)
    {
        (ulong arena, ulong previous, ulong size, ulong usable) = (words[0], words[1], words[2], words[3]);
        return size != 0 && size % Bytes.PageSize == 0 && usable % Bytes.PageSize == 0
            && size <= usable && usable <= alignment
            && previous % alignment == 0 && previous != start
            && arena % alignment is 32 or 48
            && MappingTable.Find(mappings, new Address(arena)) is { } home && AnonymousMemory.Is(home)
            && MappingTable.Find(mappings, new Address(start)) is { } own && start + size <= own.Range.End.Value;
    }

    /// <summary>A heap that grew since the mappings were read says more than they show.</summary>
    ulong EndOf(Address start, ulong usable) =>
        Math.Min(start.Value + usable, MappingTable.Find(mappings, start)!.Range.End.Value);

    List<HeapSegment> Confirmed(List<Candidate> candidates)
    {
        List<HeapSegment> heaps = [];
        byte[] arena = new byte[ArenaSize];
        foreach (IGrouping<ulong, Candidate> group in candidates.GroupBy(candidate => candidate.Arena))
        {
            int got = memory.Read(new Address(group.Key), arena);
            if (got == ArenaSize && ArenaKnows(MemoryMarshal.Cast<byte, ulong>(arena), group))
                heaps.AddRange(group.Select(heap =>
                    new HeapSegment(new AddressRange(new(heap.Start), new(heap.End)), new(heap.Arena))));
        }
        heaps.Sort((a, b) => a.Range.Start.CompareTo(b.Range.Start));
        return heaps;
    }

    /// <summary>
    /// The arena's top lies in one of the heaps, or its system_mem is the sum of them. Both are asked, since a busy
    /// arena changes between the reads. The word's place depends on the version; the four layouts of 2.17 to 2.43 and
    /// no other are tried (malloc/malloc.c, struct malloc_state).
    /// </summary>
    static bool ArenaKnows(ReadOnlySpan<ulong> arena, IEnumerable<Candidate> heaps)
    {
        ReadOnlySpan<int> topOffsets = [96, 88, 8];
        ReadOnlySpan<int> systemOffsets = [2184, 2176, 2168, 2096];
        ulong sum = 0;
        foreach (Candidate heap in heaps)
        {
            sum += heap.Size;
            foreach (int offset in topOffsets)
            {
                ulong top = arena[offset / 8];
                if (top % 16 == 0 && top > heap.Start && top < heap.Start + heap.Size)
                    return true;
            }
        }
        foreach (int offset in systemOffsets)
        {
            if (arena[offset / 8] == sum)
                return true;
        }
        return false;
    }

    /// <summary>Null above the last multiple.</summary>
    static ulong? RoundUp(ulong value, ulong alignment) =>
        value % alignment == 0 ? value
        : value / alignment == ulong.MaxValue / alignment ? null
        : (value / alignment + 1) * alignment;
}
