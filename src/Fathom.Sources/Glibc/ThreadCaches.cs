using Fathom.Evidence;

namespace Fathom.Sources.Glibc;

/// <summary>
/// Where threads' caches may be, before any chunk is walked: malloc's variable tcache is one of a thread's own
/// (<see cref="ThreadVariables"/>), and points into a chunk of a cache's size. Whether it is one its lists tell.
/// </summary>
sealed class ThreadCaches(WalkMemory memory, LinkReader links)
{
    /// <summary>Threads in which the variable is searched for. Some may not have a cache yet.</summary>
    const int Asked = 16;

    // A JVM's thread has a few more variables that point to such chunks.
    const int MostSlots = 16;

    readonly ThreadVariables _variables = new(memory);

    /// <summary>Chunks to look at, no two alike.</summary>
    public IReadOnlyCollection<ulong> Find(IReadOnlyList<ThreadStack> threads)
    {
        Address[] blocks = [.. threads.Where(thread => thread.ControlBlock is not null).Select(thread => thread.ControlBlock!.Value)];
        int[] slots = Slots(blocks);
        HashSet<ulong> chunks = [];
        foreach (Address block in slots.Length > 0 ? blocks : [])
        {
            ReadOnlySpan<ulong> words = _variables.Below(block);
            foreach (int slot in slots)
            {
                if (IsCache(words[slot]))
                    chunks.Add(words[slot] - 16);
            }
        }
        return chunks;
    }

    int[] Slots(Address[] blocks)
    {
        int[] hits = new int[ThreadVariables.Count];
        links.Renew();
        for (int i = 0; i < Math.Min(Asked, blocks.Length); i++)
        {
            // Evenly spread: the first threads of a JVM are all of one sort.
            ReadOnlySpan<ulong> words = _variables.Below(blocks[(int)((long)i * blocks.Length / Math.Min(Asked, blocks.Length))]);
            for (int slot = 0; slot < hits.Length; slot++)
                hits[slot] += IsCache(words[slot]) ? 1 : 0;
        }
        return [.. Enumerable.Range(0, hits.Length).Where(slot => hits[slot] > 0).OrderByDescending(slot => hits[slot]).Take(MostSlots)];
    }

    bool IsCache(ulong user) =>
        user % 16 == 0 && user > Bytes.PageSize && links.Read(user - 8, out ulong word, out _)
        && (word & Chunk.IsMmapped) == 0 && TcacheLayout.OfChunk(word & ~Chunk.Flags) is not null;
}
