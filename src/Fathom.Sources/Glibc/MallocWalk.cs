using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Malloc;
using Fathom.Sources.Memory;
using Fathom.Sources.Pages;

namespace Fathom.Sources.Glibc;

/// <summary>One pass over all that glibc's malloc holds. The target runs; what it changes meanwhile is noticed.</summary>
public static class MallocWalk
{
    /// <param name="present">Reads only what the snapshot found in memory (<see cref="PresentMemory"/>).</param>
    /// <param name="all">Reads any page that is in memory now.</param>
    /// <param name="pages">Says which are.</param>
    public static Result<MallocState> Walk(
        Snapshot snapshot, IMemory present, IMemory all, IPages pages, IChunkVisitor? visitor = null)
    {
        WalkMemory memory = new(present, all, pages);
        IReadOnlyList<ArenaHead> heads = new ArenaSearch(memory, snapshot.Mappings).Find(snapshot.Malloc.Heaps);
        if (heads.Count == 0)
            return Gaps.ArenasAbsent.At("memory");
        ParameterSearch.Found? parameters =
            new ParameterSearch(memory, snapshot.Mappings).Find(heads[0].Address, ArenaSegments.Break(snapshot.Mappings));
        LinkReader links = new(memory);
        CachedChunks caches = new(memory, links);
        foreach (ulong chunk in new ThreadCaches(memory, links).Find(snapshot.Threads))
            caches.AddKnown(chunk);
        caches.Keys.Decide();
        ArenaWalk walk = new(memory, new ArenaSegments(memory, snapshot.Mappings, snapshot.Malloc), new Fastbins(links), caches);
        List<Arena> arenas = [.. heads.Select((head, number) => walk.Walk(number, head, parameters, visitor))];
        foreach (ulong chunk in walk.Caches)
            caches.AddLate(chunk);
        caches.AddKeyed(walk.Keyed, walk.Caches);
        visitor?.Cached(caches.Late());
        return new MallocState
        {
            Allocator = new Allocator(AllocatorKind.Glibc, Library(snapshot, heads[0]), null),
            Arenas = caches.TakenFrom(arenas),
            Mmapped = Mmapped(snapshot, parameters?.Parameters),
            Parameters = parameters?.Parameters,
            Caches = caches.Count,
        };
    }

    static string? Library(Snapshot snapshot, ArenaHead main) =>
        MappingTable.Find(snapshot.Mappings, new Address(main.Address))?.Name;

    static MmappedState Mmapped(Snapshot snapshot, MallocParameters? parameters)
    {
        HeapPages? pages = snapshot.Pages is { } runs ? new HeapPages(runs) : null;
        ChunkTotal chunks = default;
        Bytes resident = default, swapped = default;
        foreach (MmappedChunks each in snapshot.Malloc.Mmapped)
        {
            (ulong from, ulong to) = (each.Range.Start.Value, each.Range.End.Value);
            chunks += new ChunkTotal(each.Count, each.Range.Length);
            resident += new Bytes(pages?.Resident(from, to) ?? 0);
            swapped += new Bytes(pages?.Swapped(from, to) ?? 0);
        }
        return new MmappedState { Chunks = chunks, Resident = resident, Swapped = swapped, Proof = Judge(chunks, parameters) };
    }

    static WalkProof Judge(ChunkTotal chunks, MallocParameters? parameters)
    {
        if (parameters is null)
            return WalkProof.Clean;
        WalkCheck[] checks =
        [
            new(WalkCheckKind.MmappedCount, parameters.MmappedCount, chunks.Count),
            new(WalkCheckKind.MmappedBytes, parameters.Mmapped.Value, chunks.Bytes.Value),
        ];
        if (checks.All(check => check.Holds))
            return new WalkProof(WalkOutcome.Clean, checks);
        string[] told = [.. new[] { checks[0].Expected, checks[1].Expected, checks[0].Found, checks[1].Found }
            .Select(number => number.ToString(CultureInfo.InvariantCulture))];
        return new WalkProof(WalkOutcome.Approximate, checks) { Why = Gaps.MmappedUnproven.At("memory", null, told) };
    }
}
