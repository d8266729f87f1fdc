using Fathom.Evidence;

namespace Fathom.Accounting.Malloc;

/// <summary>
/// Arenas by the shape of their mappings, where no memory can be read. A heap of an arena begins at a multiple of 64 MiB
/// (HEAP_MAX_SIZE, malloc/arena.c), is writable up to where it was ever used and reserved up to the next multiple. One such
/// mapping may be metaspace (nodes of 64 MiB, but at multiples of 4 or 16); several are not.
/// </summary>
static class ArenaShapes
{
    const ulong HeapSize = 64UL << 20;
    const int Fewest = 3;

    /// <summary>Below lie the Java heap with compressed references, ZGC's heap and the arenas of Go.</summary>
    const ulong LowestAddress = 1UL << 44;

    public const string Source = "shape";

    public static IReadOnlyList<Claim> Of(Snapshot snapshot)
    {
        // Where memory was read, the heaps are known by their own marks.
        if (snapshot.Pages is not null || snapshot.Usage is null || snapshot.MallocState is not null || snapshot.Malloc.Heaps.Count > 0)
            return [];
        List<Claim> claims = [];
        for (int i = 0; i < snapshot.Mappings.Count; i++)
        {
            if (IsHeap(snapshot.Mappings[i], i + 1 < snapshot.Mappings.Count ? snapshot.Mappings[i + 1] : null))
                claims.Add(new Claim(snapshot.Mappings[i].Range, Accounts.MallocUnsplit, Source, Precedence.Inferred));
        }
        return claims.Count >= Fewest ? claims : [];
    }

    static bool IsHeap(Mapping mapping, Mapping? next)
    {
        AddressRange range = mapping.Range;
        if (!mapping.IsAnonymous || mapping.Name.Length > 0 || mapping.Access != (Access.Read | Access.Write)
            || range.Start.Value < LowestAddress || range.Start.Value % HeapSize != 0)
            return false;
        bool adjoins = next is { IsAnonymous: true, Access: Access.None } && next.Range.Start == range.End;
        // Full heaps side by side are one mapping. A table of which rows were cut away has the reserved rest perhaps not.
        return adjoins ? next!.Range.End.Value % HeapSize == 0 : range.End.Value % HeapSize == 0 || (ulong)range.Length.Value < HeapSize;
    }
}
