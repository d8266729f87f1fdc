namespace Fathom.Sources.Glibc;

/// <summary>
/// Follows the lists of an arena's fast bins. Since 2.32 a link is stored mixed with the place it stands at
/// (PROTECT_PTR); which it is the first links tell.
/// </summary>
sealed class Fastbins(LinkReader links)
{
    // A list that goes on longer is one that somebody made.
    const int Longest = 64 * 1024 * 1024;

    /// <summary>False where a list does not end, or names what is no chunk of its size.</summary>
    public bool Mark(ArenaHead arena, ChunkMarks marks)
    {
        links.Renew();
        bool isGood = true;
        for (int i = 0; i < ArenaHead.FastbinCount; i++)
        {
            ulong at = arena.Fastbin(i);
            for (int steps = 0; at != 0; steps++)
            {
                if (steps >= Longest || at % 16 != 0 || !links.Read(at + 8, out ulong word, out ulong link)
                    || (word & ~Chunk.Flags) != (ulong)(i + 2) * 16 || !marks.Set(at))
                {
                    isGood = false;
                    break;
                }
                at = links.Revealed(at + 16, link, 8, (ulong)(i + 2) * 16);
            }
        }
        return isGood;
    }
}
