using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Accounting.Malloc;

/// <summary>malloc's areas: those whose chunks were followed, and those that are only known by their marks.</summary>
static class MallocClaims
{
    const string Walked = "arena walk";
    const string Near = "arena walk (approximate)";

    public static IEnumerable<Claim> Of(Snapshot snapshot)
    {
        // What malloc took from the kernel for one block lives as long as it is there.
        bool live = snapshot.MallocState is { Arenas.Count: > 0, Mmapped.Proof.Outcome: < WalkOutcome.Failed };
        foreach (MmappedChunks chunks in snapshot.Malloc.Mmapped)
            yield return new(chunks.Range, live ? Accounts.MallocInUse : Accounts.MallocUnsplit, "chunk header", Precedence.MmappedChunk);
        foreach (HeapSegment heap in snapshot.Malloc.Heaps)
            yield return new(heap.Range, Accounts.MallocUnsplit, "heap_info", Precedence.ArenaHeap);
        foreach (Arena arena in snapshot.MallocState?.Arenas ?? [])
        {
            string? source = arena.Proof.Outcome switch
            {
                WalkOutcome.Failed => null,
                WalkOutcome.Approximate => Near,
                _ => Walked,
            };
            foreach (ArenaHeap heap in source is null ? [] : arena.Heaps)
                yield return new(heap.Range, Accounts.MallocUnsplit, source!, Precedence.WalkedHeap) { Heap = heap };
        }
    }
}
