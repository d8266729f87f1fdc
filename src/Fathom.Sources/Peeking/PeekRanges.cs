using Fathom.Evidence;

namespace Fathom.Sources.Peeking;

/// <summary>Which stretches of memory a question is about.</summary>
static class PeekRanges
{
    public static IEnumerable<AddressRange> Writable(Snapshot snapshot) => snapshot.Mappings
        .Where(mapping => (mapping.Access & (Access.Read | Access.Write)) == (Access.Read | Access.Write)
            && !mapping.MayBeDevice && !mapping.IsKernelData)
        .Select(mapping => mapping.Range);

    /// <summary>Mappings of a name, or the one at an address. A name may be the path, its last part, or [heap].</summary>
    public static IEnumerable<Mapping> Named(Snapshot snapshot, string name) => snapshot.Mappings
        .Where(mapping => !mapping.MayBeDevice && !mapping.IsKernelData && (mapping.Access & Access.Read) != 0
            && (mapping.Name == name || mapping.Name[(mapping.Name.LastIndexOf('/') + 1)..] == name));

    /// <summary>The parts of ranges that are in memory, neighbours joined: a text may go on from one mapping into the next.</summary>
    public static IEnumerable<AddressRange> Resident(Snapshot snapshot, IEnumerable<AddressRange> ranges)
    {
        if (snapshot.Pages is not { } pages)
            yield break;
        ResidentIndex index = new(pages);
        AddressRange? open = null;
        foreach (AddressRange range in ranges)
        {
            Address at = range.Start;
            while (at < range.End && index.From(at) is { } run && run.Start < range.End)
            {
                AddressRange part = run.Range.Intersect(new AddressRange(at, range.End));
                at = run.End > at ? run.End : range.End;
                if (open is { } before && before.End == part.Start)
                {
                    open = new AddressRange(before.Start, part.End);
                    continue;
                }
                if (open is { } whole)
                    yield return whole;
                open = part;
            }
        }
        if (open is { } last)
            yield return last;
    }
}
