using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Accounting.Malloc;

/// <summary>
/// Pages of a walked heap, on the accounts of what lies in them. The pages were counted before the walk: what came or
/// went between the two is told apart from neither, and nothing is ever posted twice or below zero.
/// </summary>
static class HeapShares
{
    // A heap that changed by more than this share of it between counting and walking is not the same heap any more.
    const int MostDrift = 4;

    /// <param name="pages">The heap's pages in one mapping, as the ledger counts them.</param>
    /// <param name="isWhole">Whether all of the heap lies in that mapping.</param>
    public static IEnumerable<(string Account, Amounts Amounts)> Of(ArenaHeap heap, Amounts pages, bool isWhole)
    {
        Bytes[] resident = Shares(heap.Resident, pages.Resident, isWhole);
        Bytes[] swapped = Shares(heap.Swapped, pages.Swap, isWhole);
        for (int i = 0; i < Names.Length; i++)
        {
            Amounts part = new(resident[i], swapped[i], i == Unsplit ? pages.Hugetlb : Bytes.Zero, null);
            if (!part.IsNothing)
                yield return (Names[i], part);
        }
    }

    static readonly string[] Names =
    [
        Accounts.MallocInUse, Accounts.MallocCached, Accounts.MallocTrimmable, Accounts.MallocLocked, Accounts.MallocTop,
        Accounts.MallocOverhead, Accounts.MallocUnsplit,
    ];

    static int Unsplit => Names.Length - 1;

    /// <summary>Adds up to the pages exactly.</summary>
    static Bytes[] Shares(in HeapSplit split, Bytes pages, bool isWhole)
    {
        Bytes[] parts = [split.InUse, split.Cached, split.Trimmable, split.Locked, split.Top, split.Overhead, split.Unsplit];
        long total = Total(parts);
        if (total == pages.Value)
            return parts;
        bool isAnother = total < 0 || (isWhole && total - pages.Value > pages.Value / MostDrift);
        if (isAnother)
            Array.Clear(parts);
        else if (total > pages.Value)
            Cut(parts, total, pages.Value);
        parts[Unsplit] += pages - new Bytes(Total(parts));
        return parts;
    }

    /// <summary>Less in the same proportions; what is left of the division is the largest part's.</summary>
    static void Cut(Bytes[] parts, long total, long pages)
    {
        int largest = Array.IndexOf(parts, parts.Max());
        for (int i = 0; i < parts.Length; i++)
            parts[i] = new Bytes((long)((Int128)parts[i].Value * pages / total));
        parts[largest] += new Bytes(pages - Total(parts));
    }

    /// <summary>Less than zero where a part is: such a split is none.</summary>
    static long Total(Bytes[] parts)
    {
        long total = 0;
        foreach (Bytes part in parts)
        {
            if (part < Bytes.Zero)
                return -1;
            total += part.Value;
        }
        return total;
    }
}
