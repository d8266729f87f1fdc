namespace Fathom.Sources;

/// <summary>Has its place in an address space.</summary>
interface IStartsAt
{
    ulong Start { get; }
}

/// <summary>Finds in what is sorted by where it starts.</summary>
static class StartOrder
{
    /// <summary>The last that starts at an address or before it; -1 for none.</summary>
    internal static int LastAtOrBefore<T>(ReadOnlySpan<T> sorted, ulong address)
        where T : struct, IStartsAt
    {
        int low = 0;
        int high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle].Start <= address)
                low = middle + 1;
            else
                high = middle;
        }
        return low - 1;
    }
}
