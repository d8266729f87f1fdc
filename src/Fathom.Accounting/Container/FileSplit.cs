using Fathom.Evidence;
using Fathom.Evidence.Container;

namespace Fathom.Accounting.Container;

/// <summary>Page cache and shared memory, which the kernel counts together, told apart by what the kernel can drop.</summary>
static class FileSplit
{
    public static IEnumerable<ContainerPosting> Post(MemoryStat stat)
    {
        if (stat.File is not { } all)
            yield break;
        // The swap cache is among them as well, and among the anonymous pages if somebody maps it: it is left out.
        Bytes cache = AtLeastZero(all - (stat.Shared ?? Bytes.Zero) - (stat.SwapCached ?? Bytes.Zero));
        Bytes onLists = (stat.InactiveFile ?? Bytes.Zero) + (stat.ActiveFile ?? Bytes.Zero);
        if (stat.Shared is not { } shared || stat.Dirty is not { } dirty)
        {
            // Linux before 4.2 (dirty) and 4.12 (shmem) in version 1.
            yield return new(ContainerAccounts.FileUnsplit, cache, stat.InactiveFile is null ? null : Least(cache, onLists), "memory.stat");
            yield break;
        }
        Bytes unwritten = Least(cache, dirty + (stat.Writeback ?? Bytes.Zero));
        Bytes clean = cache - unwritten;
        yield return new(ContainerAccounts.FileClean, clean, Droppable(stat, clean, onLists - unwritten), "memory.stat");
        yield return new(ContainerAccounts.FileDirty, unwritten, Bytes.Zero, "memory.stat");
        yield return new(ContainerAccounts.Shared, shared, Bytes.Zero, "memory.stat");
    }

    /// <summary>
    /// Pages that somebody locked into memory are on neither list, nor are those that wait in a processor's batch to be put
    /// there, 31 folios of up to 2 MiB each (Linux 6.18 mm/swap.c). What is unevictable tells the two apart.
    /// </summary>
    static Bytes Droppable(MemoryStat stat, Bytes clean, Bytes onLists)
    {
        if (stat.InactiveFile is null)
            return clean;
        Bytes listed = Least(clean, AtLeastZero(onLists));
        Bytes unlocked = stat.Unevictable is { } locked ? AtLeastZero(clean - locked) : Bytes.Zero;
        return listed < unlocked ? unlocked : listed;
    }

    static Bytes Least(Bytes a, Bytes b) => a < b ? a : b;

    static Bytes AtLeastZero(Bytes amount) => amount.Value < 0 ? Bytes.Zero : amount;
}
