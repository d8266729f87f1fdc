using Fathom.Evidence;
using Fathom.Evidence.Malloc;
using Fathom.Live.Tests.HotSpot;
using Fathom.Sources;
using Fathom.Tests;

namespace Fathom.Live.Tests.Glibc;

/// <summary>Which arena a thread uses, as its own blocks show.</summary>
[Collection("roots")]
public sealed class ThreadArenasTests
{
    [RequiresFact("gcc")]
    public void Each_thread_is_at_the_arena_that_its_blocks_are_in() => Check(new CTarget("users", "20"));

    [RequiresFact("gcc")]
    public void Threads_that_share_arenas_are_at_the_same_one() =>
        Check(new CTarget("users", [("MALLOC_ARENA_MAX", "2")], "20"));

    [RequiresFact("gcc")]
    public void A_program_of_one_thread_has_it_at_the_main_arena() => Check(new CTarget("users", "0"));

    [RootFact("bullseye")]
    public void On_glibc_2_31() => Check(CTarget.At(CPrograms.With(Machine.Root("bullseye"), "users"), "5"));

    [RootFact("sid")]
    public void On_the_newest_glibc() => Check(CTarget.At(CPrograms.With(Machine.Root("sid"), "users"), "5"));

    [JdkFact(17)]
    public void All_threads_of_a_JVM_have_one_or_none()
    {
        using IdleJvm jvm = IdleJvm.Start(Machine.FindJdk(17)!);
        MallocState state = Look(jvm.Id);

        Assert.All(state.Arenas, arena => Assert.Equal(arena.AttachedThreads, arena.Threads.Count));
    }

    static void Check(CTarget started)
    {
        using CTarget target = started;
        MallocState state = Look(target.Pid);

        foreach (AddressRange block in target.All("block"))
        {
            Arena home = Assert.Single(state.Arenas, arena => arena.Heaps.Any(heap => heap.Range.Contains(block.Start)));
            Assert.Contains((int)block.Length.Value, home.Threads);
        }
        Assert.Equal(target.All("block").Count, state.Arenas.Sum(arena => arena.Threads.Count));
    }

    static MallocState Look(int pid) => LiveLook.At(pid, new LookOptions { Arenas = true }).Value.MallocState!;
}
