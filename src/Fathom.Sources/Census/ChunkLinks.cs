namespace Fathom.Sources.Census;

/// <summary>Which chunk an address in a structure stands for: malloc's own, or one behind what others put in front of it.</summary>
sealed class ChunkLinks(ChunkIndex index, ChunkSorter sorter, bool hasHeaders)
{
    /// <summary>HotSpot's header of its own blocks (share/nmt/mallocHeader.hpp).</summary>
    public const int BehindHeader = 16;

    /// <summary>A count of bytes in front, for example sqlite's (mem1.c).</summary>
    public const int BehindSize = 8;

    /// <summary>Self-references are looked for among the first words: a list's empty head, a struct's own tables.</summary>
    const int MostOfItself = 1024;

    public ChunkRef Find(ulong word, out int into)
    {
        unchecked
        {
            into = 0;
            ChunkRef child = index.Find(word);
            if (child.Found)
                return child;
            // Of other blocks nobody keeps such addresses.
            if (hasHeaders && (child = index.Find(word - BehindHeader)).Found && sorter.HasTag(index.GroupOf(child)))
            {
                into = BehindHeader;
                return child;
            }
            into = BehindSize;
            // A list may go through the middle: sqlite's goes through what stands behind the pages (pcache1.c).
            return sorter.HasSized && (child = index.FindInside(word)).Found && sorter.IsSized(index.GroupOf(child)) ? child : ChunkRef.None;
        }
    }

    public bool IsItself(ulong chunk, ushort group, int offset, ulong word) =>
        (offset < MostOfItself || sorter.IsSized(group)) && word > chunk && word - chunk <= 1 << 20 && index.FindInside(word) is { Found: true } found && found.Chunk == chunk;
}
