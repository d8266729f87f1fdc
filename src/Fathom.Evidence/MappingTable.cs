namespace Fathom.Evidence;

/// <summary>Lookups in a list of mappings in address order.</summary>
public static class MappingTable
{
    public static Mapping? Find(IReadOnlyList<Mapping> mappings, Address address)
    {
        int index = IndexOf(mappings, address);
        return index >= 0 ? mappings[index] : null;
    }

    /// <summary>Place of the mapping that holds the address, or -1.</summary>
    public static int IndexOf(IReadOnlyList<Mapping> mappings, Address address)
    {
        int low = 0, high = mappings.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            AddressRange range = mappings[middle].Range;
            if (address < range.Start)
                high = middle - 1;
            else if (address >= range.End)
                low = middle + 1;
            else
                return middle;
        }
        return -1;
    }
}
