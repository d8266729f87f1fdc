using Fathom.Evidence;
using Fathom.Sources.Glibc;
using Fathom.Sources.Peeking;

namespace Fathom.Sources.Acts;

/// <summary>Pages in swap that stand between a question and its answer.</summary>
/// <param name="Pages">Those that are known to be needed.</param>
/// <param name="Bytes">What they come to.</param>
/// <param name="Hidden">At most that much more, once it is seen what lies behind headers that are in swap themselves.</param>
public sealed record SwapInPlan(PageRuns Pages, Bytes Bytes, Bytes Hidden)
{
    // Heaps of arenas begin at multiples of 64 MiB, or of 8 with glibc.malloc.hugetlb=2 (malloc/arena.c, HEAP_MAX_SIZE).
    const ulong HeapMost = 64UL << 20;
    const ulong HeapLeast = 8UL << 20;

    // Blocks of 128 KiB and more get a mapping of their own (DEFAULT_MMAP_THRESHOLD): a header in 32 pages at most.
    const int BlockLeast = 32;

    public Bytes AtMost => Bytes + Hidden;

    /// <summary>For a walk over malloc's heaps: the heaps, what may be one's header, and the data of images, where arenas begin.</summary>
    public static SwapInPlan ForMalloc(Snapshot snapshot) => OfMalloc(snapshot, []);

    /// <summary>For what `peek` shows; a block is found by its heap.</summary>
    public static SwapInPlan For(Snapshot snapshot, PeekOptions options) => options.Where switch
    {
        PeekWhere.Range => Of(snapshot, [new AddressRange(options.Address, options.End)], Bytes.Zero),
        PeekWhere.All => Of(snapshot, [.. PeekRanges.Writable(snapshot)], Bytes.Zero),
        PeekWhere.Mapping when options.Name.Length > 0 =>
            Of(snapshot, [.. PeekRanges.Named(snapshot, options.Name).Select(mapping => mapping.Range)], Bytes.Zero),
        PeekWhere.Mapping => Of(snapshot, Around(snapshot, options.Address), Bytes.Zero),
        PeekWhere.Address => OfMalloc(snapshot, [new AddressRange(options.Address.PageFloor, options.Address.PageFloor + Bytes.PageSize)]),
        _ => ForMalloc(snapshot),
    };

    static List<AddressRange> Around(Snapshot snapshot, Address address) =>
        MappingTable.Find(snapshot.Mappings, address) is { } mapping ? [mapping.Range] : [];

    static SwapInPlan OfMalloc(Snapshot snapshot, List<AddressRange> more)
    {
        List<AddressRange> ranges =
        [
            .. more, .. snapshot.Malloc.Heaps.Select(heap => heap.Range), .. snapshot.Images.SelectMany(image => image.ZeroFill),
            .. snapshot.Mappings.Where(mapping => mapping.Name == "[heap]" || IsData(snapshot, mapping)).Select(mapping => mapping.Range),
        ];
        List<AddressRange> free = Unknown(snapshot, [.. ranges]);
        List<AddressRange> heaps = HeapsAt(snapshot, free), blocks = BlocksAt(snapshot, free);
        ranges.AddRange(heaps.Concat(blocks).Select(hidden => new AddressRange(hidden.Start, hidden.Start + Bytes.PageSize)));
        SwapInPlan seen = Of(snapshot, ranges, Bytes.Zero);
        Bytes behind = Of(snapshot, [.. ranges, .. heaps], Bytes.Zero).Bytes - seen.Bytes;
        return seen with { Hidden = behind + new Bytes(Of(snapshot, blocks, Bytes.Zero).Bytes.Value / BlockLeast) };
    }

    /// <summary>What the loader laid out to be written to: main_arena and mp_ are there.</summary>
    static bool IsData(Snapshot snapshot, Mapping mapping) =>
        mapping is { IsFile: true, IsWritablePrivate: true } && snapshot.Images.Any(image => image.Range.Contains(mapping.Range.Start));

    /// <summary>Memory that malloc may have: what a program asked the kernel for, and nobody else is known to own.</summary>
    static List<AddressRange> Unknown(Snapshot snapshot, IReadOnlyList<AddressRange> known)
    {
        List<AddressRange> taken =
        [
            .. known, .. snapshot.Threads.Where(thread => thread.Stack is not null).Select(thread => thread.Stack!.Value),
            .. snapshot.JvmState?.Ranges.Where(range => !range.Inferred).Select(range => range.Range) ?? [],
        ];
        taken.Sort((a, b) => a.Start.CompareTo(b.Start));
        return [.. RangeSet.Without(snapshot.Mappings.Where(AnonymousMemory.Is).Select(mapping => mapping.Range), taken)];
    }

    /// <summary>
    /// Where a block with a mapping of its own may begin with a page in swap: at the start of a mapping, or behind
    /// another such block. Each that is read may show the next.
    /// </summary>
    static List<AddressRange> BlocksAt(Snapshot snapshot, List<AddressRange> unknown)
    {
        ResidentIndex pages = new(snapshot.Pages ?? PageRuns.Empty);
        List<AddressRange> found = [];
        foreach (AddressRange free in RangeSet.Without(unknown, [.. snapshot.Malloc.Mmapped.Select(chunks => chunks.Range)]))
        {
            if (pages.At(free.Start) is { IsSwapped: true })
                found.Add(free);
        }
        return found;
    }

    /// <summary>Stretches that may be heaps: their first page is in swap, so nothing can tell.</summary>
    static List<AddressRange> HeapsAt(Snapshot snapshot, List<AddressRange> unknown)
    {
        ResidentIndex pages = new(snapshot.Pages ?? PageRuns.Empty);
        List<AddressRange> found = [];
        foreach (AddressRange free in unknown)
        {
            // A program may have mapped what it never touched: pages that are in swap lead from one to the next.
            PageRuns.Enumerator run = pages.Before(free.Start);
            while (run.MoveNext() && run.Current.Start < free.End)
            {
                AddressRange part = run.Current.Range.Intersect(free);
                for (ulong at = RoundUp(part.Start.Value); run.Current.IsSwapped && at < part.End.Value; at += HeapLeast)
                    found.Add(new AddressRange(new Address(at), Smaller(free.End, at + (at % HeapMost == 0 ? HeapMost : HeapLeast))));
            }
        }
        return found;
    }

    static Address Smaller(Address end, ulong other) => end.Value < other ? end : new Address(other);

    static ulong RoundUp(ulong value) => checked(value + HeapLeast - 1) / HeapLeast * HeapLeast;

    /// <summary>The pages of ranges that are in swap, each once.</summary>
    static SwapInPlan Of(Snapshot snapshot, List<AddressRange> ranges, Bytes hidden)
    {
        ranges.Sort((a, b) => a.Start.CompareTo(b.Start));
        ResidentIndex pages = new(snapshot.Pages ?? PageRuns.Empty);
        PageRuns.Builder wanted = new();
        Bytes bytes = Bytes.Zero;
        Address done = default;
        foreach (AddressRange range in ranges)
        {
            Address from = (range.Start > done ? range.Start : done).PageFloor;
            PageRuns.Enumerator run = pages.Before(from);
            while (run.MoveNext() && run.Current.Start < range.End)
            {
                AddressRange part = run.Current.Range.Intersect(new AddressRange(from, range.End > from ? range.End : from));
                if (!run.Current.IsSwapped || part.IsEmpty)
                    continue;
                // The end of a range that was asked for may lie within a page.
                PageRun page = new(part.Start, (part.Length.Value + Bytes.PageSize - 1) / Bytes.PageSize, PageKind.Swapped);
                wanted.Add(page);
                bytes += Bytes.FromPages(page.Pages);
            }
            Address end = (range.End + (Bytes.PageSize - 1)).PageFloor;
            done = end > done ? end : done;
        }
        return new SwapInPlan(wanted.Build(), bytes, hidden);
    }
}
