using System.Buffers.Binary;
using Fathom.Evidence;
using Fathom.Evidence.Malloc;
using Fathom.Sources.Glibc;
using MallocArena = Fathom.Evidence.Malloc.Arena;

namespace Fathom.Tests.Sources.Glibc;

/// <summary>thread_arena among a thread's own variables, found by what is in them.</summary>
public class ThreadArenasTests
{
    const ulong First = 0x7f0000000030;
    const ulong Blocks = 0x7e0000010000;
    const int Below = 0x58;

    [Fact]
    public void Threads_are_at_the_arena_that_their_variable_points_at()
    {
        IReadOnlyList<MallocArena> named = Name([2, 2, 1], At(Below, 0, 1, 0, 2, 1));

        Assert.Equal([[1, 3], [2, 5], [4]], named.Select(arena => arena.Threads));
    }

    [Fact]
    public void A_thread_that_never_called_malloc_has_none() =>
        Assert.Equal([[1], [3], []], Name([1, 1, 0], At(Below, 0, null, 1)).Select(arena => arena.Threads));

    [Fact]
    public void Of_two_places_that_could_be_it_neither_is_believed() =>
        Unnamed([2, 1, 0], At(Below, 0, 0, 1), At(0x90, 1, 0, 0));

    [Fact]
    public void A_place_that_holds_other_things_in_some_threads_is_not_it()
    {
        // An address as good as any, but of no arena.
        const int nobody = 99;

        Assert.All(Name([4, 0, 0], At(Below, 0, 0, 0, nobody)), arena => Assert.Empty(arena.Threads));
    }

    [Fact]
    public void More_users_than_malloc_counts_are_none() => Unnamed([1, 1, 0], At(Below, 0, 0, 0, 1));

    [Fact]
    public void Without_counts_the_place_alone_decides() =>
        Assert.Equal([[1, 2], [], []], Name([null, null, null], At(Below, 0, 0)).Select(arena => arena.Threads));

    [Fact]
    public void Of_threads_whose_variables_cannot_be_read_nothing_is_said() =>
        Assert.All(Name([1, 1, 1], new FakeMemory(), 5), arena => Assert.Empty(arena.Threads));

    [Fact]
    public void Garbage_names_nobody_or_somebody_but_never_too_many() => Law.Holds(random =>
    {
        FakeMemory memory = new();
        for (int thread = 0; thread < 6; thread++)
        {
            byte[] words = new byte[8192];
            for (int i = 0; i < words.Length; i += 8)
                BinaryPrimitives.WriteUInt64LittleEndian(words.AsSpan(i), random.Next(4) == 0 ? ArenaAt(random.Next(4)) : (ulong)(random.Next(2) * random.NextInt64()));
            memory.Put(Blocks + (0x10000UL * (ulong)thread) - 8192, words);
        }

        IReadOnlyList<MallocArena> named = Name([3, 2, 1], memory, 6);

        Assert.True(named.Sum(arena => arena.Threads.Count) <= 6);
    }, 50);

    static void Unnamed(int?[] attached, params (int Below, int?[] Arenas)[] variables) =>
        Assert.All(Name(attached, variables), arena => Assert.Empty(arena.Threads));

    static (int Below, int?[] Arenas) At(int below, params int?[] arenas) => (below, arenas);

    static IReadOnlyList<MallocArena> Name(int?[] attached, params (int Below, int?[] Arenas)[] variables) =>
        Name(attached, Memory(variables), variables[0].Arenas.Length);

    static IReadOnlyList<MallocArena> Name(int?[] attached, FakeMemory memory, int threads) => new ThreadArenas(memory).Name(
        [.. attached.Select((count, i) => new MallocArena { Number = i, Address = new Address(ArenaAt(i)), AttachedThreads = count, Proof = WalkProof.Clean })],
        [.. Enumerable.Range(0, threads).Select(i => new ThreadStack(i + 1, "t", null) { ControlBlock = new Address(Blocks + (0x10000UL * (ulong)i)) })]);

    static FakeMemory Memory(params (int Below, int?[] Arenas)[] variables)
    {
        FakeMemory memory = new();
        for (int thread = 0; thread < variables[0].Arenas.Length; thread++)
        {
            byte[] words = new byte[8192];
            foreach ((int below, int?[] arenas) in variables)
                BinaryPrimitives.WriteUInt64LittleEndian(words.AsSpan(words.Length - below), arenas[thread] is { } arena ? ArenaAt(arena) : 0);
            memory.Put(Blocks + (0x10000UL * (ulong)thread) - 8192, words);
        }
        return memory;
    }

    static ulong ArenaAt(int number) => First + ((ulong)number << 26);
}
