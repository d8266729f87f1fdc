using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Accounting.Malloc;

/// <summary>A trim that was done: what was predicted, and what came of it.</summary>
/// <param name="Predicted">From the look before.</param>
/// <param name="Left">What of the pages that were to go is still, or again, in memory.</param>
/// <param name="Rss">The process's RSS before and after; the rest of the process moves it, too.</param>
/// <param name="Said">What the JVM itself measured around the call (RSS and swap); null where it does not.</param>
public sealed record TrimTruth(Bytes Predicted, Bytes Left, (Bytes? Before, Bytes? After) Rss, Bytes? Said)
{
    public Bytes Returned => Predicted - Left;

    public static TrimTruth Of(Snapshot before, Snapshot after, Bytes? said)
    {
        Bytes predicted = before.MallocState?.Resident.Trimmable ?? Bytes.Zero;
        return new TrimTruth(predicted, StillThere(before, after), (before.Status.Resident, after.Status.Resident), said);
    }

    static Bytes StillThere(Snapshot before, Snapshot after)
    {
        if (after.Pages is not { } pages)
            return Bytes.Zero;
        ResidentIndex index = new(pages);
        Bytes left = Bytes.Zero;
        foreach (ArenaHeap heap in before.MallocState?.Arenas.SelectMany(arena => arena.Heaps) ?? [])
            foreach (PageRun run in heap.Trimmable)
                left += index.ResidentIn(run.Range);
        return left;
    }
}
