using Fathom.Sources.Glibc;

namespace Fathom.Sources.Peeking;

/// <summary>
/// Which list a free chunk is in: its links lead around to a head in its arena. A chunk that was freed of late is not in
/// the bin of its size, but in the unsorted one, until malloc looks for memory again (malloc/malloc.c, _int_malloc).
/// </summary>
sealed class ChunkLists(PeekMemory memory)
{
    /// <summary>Each may be a read: a tenth of a second.</summary>
    const int MostSteps = 1 << 16;

    readonly Dictionary<ulong, ArenaHead?> _arenas = [];

    /// <summary>In glibc's numbers, in which 1 is unsorted; null where the links do not tell.</summary>
    public int? BinOf(ulong chunk, ulong arena)
    {
        if (!_arenas.TryGetValue(arena, out ArenaHead? head))
            _arenas[arena] = head = ArenaHead.Read(memory.Present, arena);
        if (head is null)
            return null;
        ulong first = head.Layout.BinAddress(arena, 0), end = head.Layout.BinAddress(arena, ArenaLayout.BinCount);
        ulong at = chunk;
        for (int i = 0; i < MostSteps; i++)
        {
            if (at % 16 != 0 || memory.Word(at + 16) is not { } next || next == chunk)
                return null;
            if (next >= first && next < end)
                return (next - first) % 16 == 0 ? (int)((next - first) / 16) + 1 : null;
            at = next;
        }
        return null;
    }
}
