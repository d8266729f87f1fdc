using Fathom.Evidence;

namespace Fathom.Sources.Elf;

/// <summary>Mappings come from the kernel in address order and do not overlap.</summary>
static class AddressOrder
{
    internal static int FirstEndingAfter(IReadOnlyList<Mapping> mappings, Address address)
    {
        int low = 0;
        int high = mappings.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (mappings[middle].Range.End <= address)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
