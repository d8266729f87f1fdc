using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Tests;

namespace Fathom.Live.Tests.Accounting;

/// <summary>Where malloc's memory lies, as malloc_info and the program itself tell it.</summary>
[Collection("C programs")]
public sealed class MallocOwnerTests
{
    [RequiresFact("gcc")]
    public void Heaps_of_arenas_are_what_malloc_info_says()
    {
        using CTarget target = new("arenas");
        Snapshot snapshot = Balance.CheckStopped(target.Pid);

        Assert.Equal(OfThreads(target), Heaps(snapshot));
        Assert.Equal(target.All("mmapped").Select(Pair), [(snapshot.Malloc.Mmapped.Sum(c => c.Count), snapshot.Malloc.Mmapped.Sum(c => c.Range.Length.Value))]);
        Assert.True(snapshot.Malloc.SearchComplete);
        Mapping heap = snapshot.Mappings.Single(mapping => mapping.Name == "[heap]");
        Assert.Equal(Pair(target.All("arena")[0]).Bytes, heap.Range.Length.Value);
    }

    [RequiresFact("gcc")]
    public void One_arena_for_all_threads_is_the_heap_alone()
    {
        using CTarget target = new("arenas", [("MALLOC_ARENA_MAX", "1")]);
        Snapshot snapshot = Balance.CheckStopped(target.Pid);

        Assert.Single(target.All("arena"));
        Assert.Empty(snapshot.Malloc.Heaps);
        Assert.Equal(Pair(target.One("arena")).Bytes, snapshot.Mappings.Single(mapping => mapping.Name == "[heap]").Range.Length.Value);
    }

    [RequiresFact("gcc")]
    public void Heaps_that_are_smaller_with_huge_pages_are_found()
    {
        using CTarget target = new("arenas", [("GLIBC_TUNABLES", "glibc.malloc.hugetlb=2")]);
        Snapshot snapshot = Balance.CheckStopped(target.Pid);

        Assert.Equal(OfThreads(target), Heaps(snapshot));
    }

    [RequiresFact("gcc")]
    public void Blocks_are_found_in_mappings_they_share_and_their_neighbours_stay_unexplained()
    {
        using CTarget target = new("chunks");
        Snapshot snapshot = Balance.CheckStopped(target.Pid);

        Assert.Equal(6, snapshot.Malloc.Mmapped.Sum(chunks => chunks.Count));
        Assert.All(target.All("block"), block => Owned.Fully(snapshot, Pages(block), Accounts.MallocUnsplit));
        Assert.All(target.All("plain"), plain => Owned.Fully(snapshot, plain, Accounts.Unexplained));
    }

    [RequiresFact("gcc")]
    public void What_only_looks_like_an_arena_stays_unexplained()
    {
        using CTarget target = new("aligned");
        Snapshot snapshot = Balance.CheckStopped(target.Pid);

        Assert.Empty(snapshot.Malloc.Heaps);
        Assert.Equal(4, target.All("plain").Count);
        Assert.All(target.All("plain"), plain => Owned.Fully(snapshot, plain, Accounts.Unexplained));
    }

    /// <summary>Bytes of each arena but the first, which is [heap].</summary>
    static IEnumerable<long> OfThreads(CTarget target) =>
        target.All("arena").Select(Pair).Where(arena => arena.Number > 0).Select(arena => arena.Bytes).Order();

    static IEnumerable<long> Heaps(Snapshot snapshot) =>
        snapshot.Malloc.Heaps.GroupBy(heap => heap.Arena).Select(arena => arena.Sum(heap => heap.Range.Length.Value)).Order();

    static (int Number, long Bytes) Pair(AddressRange said) => ((int)said.Start.Value, said.Length.Value);

    /// <summary>The block's header lies before it, on the same page.</summary>
    static AddressRange Pages(AddressRange block) =>
        new(block.Start.PageFloor, (block.End + (Bytes.PageSize - 1)).PageFloor);
}
