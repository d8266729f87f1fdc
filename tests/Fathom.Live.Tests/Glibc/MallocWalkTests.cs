using Fathom.Evidence;
using Fathom.Evidence.Malloc;
using Fathom.Tests;

namespace Fathom.Live.Tests.Glibc;

/// <summary>Programs that know what they allocated, on the machine's glibc and on older and newer ones.</summary>
[Collection("roots")]
public sealed class MallocWalkTests
{
    [RequiresFact("gcc")]
    public void What_malloc_says_of_itself_is_found() => CheckAll(CTarget.At(CPrograms.Compiled("mallocs"), "4", "20000"), 5);

    [RequiresFact("gcc")]
    public void An_arena_of_several_heaps_is_one_arena()
    {
        MallocState state = CheckAll(CTarget.At(CPrograms.Compiled("mallocs"), "1", "220000"), 2);

        Assert.True(state.Arenas[1].Heaps.Count >= 2);
    }

    [RequiresFact("gcc")]
    public void A_program_of_one_thread_has_its_main_arena() => CheckAll(CTarget.At(CPrograms.Compiled("mallocs"), "0", "5000"), 1);

    [RequiresFact("gcc")]
    public void A_static_program_has_its_arenas_in_its_own_data() => CheckAll(CTarget.At(CPrograms.Static("mallocs"), "3", "5000"), 4);

    [RequiresFact("gcc")]
    public void All_threads_may_share_one_arena()
    {
        using CTarget target = new("mallocs", [("MALLOC_ARENA_MAX", "1")], "4", "5000");
        MallocState state = MallocSays.Walk(target.Pid);

        Assert.Single(state.Arenas);
        Assert.Equal(1, state.Parameters!.ArenaMax);
        MallocSays.Check(target, state);
    }

    [RequiresFact("gcc")]
    public void With_huge_pages_heaps_are_small_and_the_main_arena_has_no_break()
    {
        using CTarget target = new("mallocs", [("GLIBC_TUNABLES", "glibc.malloc.hugetlb=2")], "3", "5000");

        MallocSays.Check(target, MallocSays.Walk(target.Pid));
    }

    [RootFact("bullseye")]
    public void On_glibc_2_31() => CheckAll(CTarget.At(CPrograms.With(Machine.Root("bullseye"), "mallocs"), "3", "10000"), 4);

    [RootFact("trixie")]
    public void On_glibc_2_41() => CheckAll(CTarget.At(CPrograms.With(Machine.Root("trixie"), "mallocs"), "3", "10000"), 4);

    [RootFact("sid")]
    public void On_the_newest_glibc() => CheckAll(CTarget.At(CPrograms.With(Machine.Root("sid"), "mallocs"), "3", "10000"), 4);

    [RequiresFact("gcc")]
    public void Every_page_of_a_heap_has_its_place_in_the_split()
    {
        using CTarget target = CTarget.At(CPrograms.Compiled("mallocs"), "3", "20000");
        Snapshot snapshot = MallocSays.Look(target.Pid);
        ResidentIndex pages = new(snapshot.Pages!);

        foreach (ArenaHeap heap in snapshot.MallocState!.Arenas.SelectMany(arena => arena.Heaps))
        {
            long resident = 0;
            for (Address at = heap.Range.Start; at < heap.Range.End; at += Bytes.PageSize)
                resident += pages.Find(at) is null ? 0 : Bytes.PageSize;
            Assert.Equal(resident, heap.Resident.Total.Value);
            Assert.Equal(heap.Resident.Trimmable.Value, heap.Trimmable.Sum(run => run.Pages) * Bytes.PageSize);
        }
    }

    static MallocState CheckAll(CTarget started, int arenas)
    {
        using CTarget target = started;
        MallocState state = MallocSays.Walk(target.Pid);
        Assert.Equal(arenas, state.Arenas.Count);
        MallocSays.Check(target, state);
        return state;
    }
}
