using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// What HotSpot reserves for itself is anonymous memory from end to end, committed or not. A range that was found by what
/// words look like must be that, or it is nothing.
/// </summary>
static class Reserved
{
    public static bool Covers(IReadOnlyList<Mapping> mappings, AddressRange range)
    {
        int index = MappingTable.IndexOf(mappings, range.Start);
        Address at = range.Start;
        for (; index >= 0 && index < mappings.Count && at < range.End; index++)
        {
            Mapping mapping = mappings[index];
            if (mapping.Range.Start > at || !mapping.IsAnonymous || mapping.Name.Length > 0)
                return false;
            at = mapping.Range.End;
        }
        return at >= range.End;
    }
}
