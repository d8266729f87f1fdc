using Fathom.Evidence;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Glibc;

/// <summary>Where malloc's memory lies: heaps of arenas first, then single chunks in what is left.</summary>
static class MallocSearch
{
    public static MallocPlaces Find(
        IMemory memory, IReadOnlyList<Mapping> mappings, PageRuns pages, IEnumerable<AddressRange> othersOwn)
    {
        IReadOnlyList<HeapSegment> heaps = new HeapSegments(memory, mappings, pages).Find();
        List<AddressRange> taken = [.. heaps.Select(heap => heap.Range), .. othersOwn];
        taken.Sort((a, b) => a.Start.CompareTo(b.Start));
        IEnumerable<AddressRange> anonymous = mappings.Where(AnonymousMemory.Is).Select(mapping => mapping.Range);
        MmappedChunkSearch search = new(memory, pages);
        IReadOnlyList<MmappedChunks> chunks = search.Find(RangeSet.Without(anonymous, taken));
        return new MallocPlaces(heaps, chunks, search.Complete);
    }
}
