using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Glibc;

/// <summary>
/// Finds all arenas: from a heap to its arena, from there around the ring. main_arena lies in libc's own data (or the
/// program's, if it is static); without other arenas it is found there by the look of its bins.
/// </summary>
sealed class ArenaSearch(IMemory memory, IReadOnlyList<Mapping> mappings)
{
    // libc's data are 20 KiB; a static program's may be larger.
    static readonly Bytes LargestData = Bytes.FromMiB(8);

    // 8 for each core (NARENAS_FROM_NCORES).
    const int MostArenas = 65536;

    const int Window = 64 * 1024;

    /// <summary>In the order of the ring, main_arena first; empty where there is none: then it is not glibc's malloc.</summary>
    public IReadOnlyList<ArenaHead> Find(IReadOnlyList<HeapSegment> heaps)
    {
        foreach (HeapSegment heap in heaps)
        {
            if (ArenaHead.Read(memory, heap.Arena.Value) is { } arena && Ring(arena) is { } ring)
                return ring;
        }
        return Data().Select(Search).FirstOrDefault(ring => ring is not null) ?? [];
    }

    /// <summary>Null unless the ring closes and exactly one of its arenas lies in a file's data.</summary>
    List<ArenaHead>? Ring(ArenaHead from)
    {
        List<ArenaHead> ring = [from];
        HashSet<ulong> seen = [from.Address];
        ArenaHead at = from;
        while (at.Next != from.Address)
        {
            if (ring.Count == MostArenas || !seen.Add(at.Next) || ArenaHead.Read(memory, at.Next) is not { } next)
                return null;
            ring.Add(at = next);
        }
        int main = ring.FindIndex(arena => IsData(arena.Address));
        return main < 0 ? null : [.. ring[main..], .. ring[..main]];
    }

    bool IsData(ulong address) =>
        MappingTable.Find(mappings, new Address(address)) is { IsFile: true, IsWritablePrivate: true };

    /// <summary>Data of files, libc's first.</summary>
    IEnumerable<Mapping> Data() =>
        mappings.Where(mapping => mapping is { IsFile: true, IsWritablePrivate: true } && mapping.Range.Length <= LargestData)
            .OrderByDescending(IsLibc);

    static bool IsLibc(Mapping mapping) => mapping.Name.Contains("/libc", StringComparison.Ordinal);

    /// <summary>
    /// Where main_arena is most likely, a copy of it that changed meanwhile is taken anew. A thread that lost its processor
    /// between the two words of a bin has to have it back before another copy is any better: 1, 4 and 16 ms.
    /// </summary>
    List<ArenaHead>? Search(Mapping data)
    {
        for (int i = 1; i < ArenaHead.Tries && IsLibc(data); i++)
        {
            if (SearchData(data) is { } ring)
                return ring;
            Thread.Sleep(1 << (2 * (i - 1)));
        }
        return SearchData(data);
    }

    List<ArenaHead>? SearchData(Mapping data)
    {
        byte[] bytes = new byte[Window];
        // Windows overlap by a whole arena.
        for (Address at = data.Range.Start; at < data.Range.End; at += Window - ArenaLayout.Largest)
        {
            int got = memory.Read(at, bytes.AsSpan(0, (int)Math.Min(Window, data.Range.End - at)));
            // The last arena may end where the data do.
            bytes.AsSpan(got).Clear();
            if (ArenaIn(at.Value, MemoryMarshal.Cast<byte, ulong>(bytes.AsSpan(0, Math.Min(Window, got + ArenaLayout.Largest)))) is { } ring)
                return ring;
        }
        return null;
    }

    List<ArenaHead>? ArenaIn(ulong start, ReadOnlySpan<ulong> words)
    {
        for (int i = 0; i + (ArenaLayout.Largest / 8) <= words.Length; i++)
        {
            ulong at = start + ((ulong)i * 8);
            if (ArenaLayout.Find(words.Slice(i, ArenaLayout.Largest / 8), at) is not null
                && ArenaHead.Read(memory, at) is { } arena && Ring(arena) is { } ring)
                return ring;
        }
        return null;
    }
}
