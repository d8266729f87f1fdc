using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Evidence.Saved;

namespace Fathom.Findings.Rules;

/// <summary>
/// What glibc says of its own heaps, in saved texts: malloc_info(3), which System.native_heap_info is, or malloc_stats(3).
/// Thread caches count as in use there. What is free need not be in memory.
/// </summary>
/// <param name="Arenas">What is free in each; the number alone where sizes are not printed.</param>
/// <param name="InWholePages">Of free blocks so large that they hold whole pages; null where no sizes are printed.</param>
sealed record ToldMalloc(string By, Bytes System, Bytes Free, IReadOnlyList<Bytes> Arenas, Bytes? InWholePages)
{
    // A free block begins and ends anywhere in a page.
    const long Edges = 2 * 4096;

    /// <summary>Blocks with mappings of their own are in neither figure.</summary>
    public Bytes InUse => System - Free;

    public static ToldMalloc? Of(Case seen)
    {
        if (!Undivided.IsAll(seen))
            return null;
        if (seen.Snapshot.Saved!.Last<NativeHeapInfo>() is { Total: { } total } info && total.Fast + total.Rest is var free && free <= total.System)
            return new ToldMalloc("malloc_info", total.System, free, [.. info.Heaps.Select(heap => heap.Fast + heap.Rest)], WholePages(info));
        return seen.Snapshot.Saved!.Last<MallocStats>() is { MayHaveWrapped: false, Arenas.Count: > 0 } stats && OfStats(stats) is { } told && told.Free.Value >= 0 ? told : null;
    }

    static ToldMalloc OfStats(MallocStats stats)
    {
        Bytes system = stats.Arenas.Aggregate(Bytes.Zero, (sum, arena) => sum + arena.System), used = stats.Arenas.Aggregate(Bytes.Zero, (sum, arena) => sum + arena.InUse);
        return new ToldMalloc("malloc_stats", system, system - used, [.. stats.Arenas.Select(arena => arena.System - arena.InUse)], null);
    }

    static Bytes WholePages(NativeHeapInfo info)
    {
        Int128 sum = 0;
        foreach (MallocInfoSize size in info.Heaps.SelectMany(heap => heap.Sizes))
            sum += Int128.Max(0, size.Total.Value - (Int128)size.Count * Edges);
        return new Bytes((long)Int128.Min(sum, 1L << 50));
    }

    /// <summary>In memory for certain: its live blocks cannot take more of malloc's pages than there are of them.</summary>
    public Bytes Kept(Case seen)
    {
        long rest = seen.On(Accounts.MallocUnsplit).Value - InUse.Value;
        return new Bytes(Math.Clamp(rest, 0, Free.Value));
    }
}
