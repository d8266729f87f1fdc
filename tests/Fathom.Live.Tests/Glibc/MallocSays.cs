using Fathom.Evidence;
using Fathom.Evidence.Malloc;
using Fathom.Sources;

namespace Fathom.Live.Tests.Glibc;

/// <summary>What a walk found, held against what the target's own malloc_info and mallinfo said of it.</summary>
static class MallocSays
{
    internal static MallocState Walk(int pid) => Look(pid).MallocState!;

    internal static Snapshot Look(int pid)
    {
        Snapshot snapshot = LiveLook.At(pid, new LookOptions { Arenas = true, Deadline = TimeSpan.FromMinutes(1) }).Value;
        Assert.True(snapshot.MallocState is not null, string.Join("; ", snapshot.Gaps.Select(gap => gap.Id)));
        return snapshot;
    }

    /// <summary>Every count and every byte.</summary>
    internal static void Check(CTarget target, MallocState state)
    {
        Assert.All(state.Arenas, arena => Assert.Equal((WalkOutcome.Clean, null), (arena.Proof.Outcome, arena.Proof.Why)));
        Assert.All(state.Arenas, arena => Assert.All(arena.Proof.Checks, check => Assert.True(check.Holds, check.ToString())));
        Assert.All(state.Arenas, arena => Assert.Contains(arena.Proof.Checks, check => check.Kind == WalkCheckKind.FreeLists));
        CheckArenas(target, state);
        CheckSums(target, state);
        Assert.Equal((target.One("marked").Start.Value, target.Number("marked")), Marked(target, state));
    }

    static void CheckArenas(CTarget target, MallocState state)
    {
        Assert.Equal(Said(target, "arena"), state.Arenas.Select(arena => (arena.Number, arena.System.Value)));
        Assert.Equal(Said(target, "peak"), state.Arenas.Select(arena => (arena.Number, arena.MaxSystem.Value)));
        // Without fast bins since 2.43.
        if (target.All("fast").Count > 0)
            Assert.Equal(Said(target, "fast"), state.Arenas.Select(arena => ((int)arena.Fastbin.Count, arena.Fastbin.Bytes.Value)));
        foreach ((Arena arena, (int count, long bytes)) in state.Arenas.Zip(Said(target, "rest")))
        {
            // The top counts as one. Chunks of unsorted and large bins count with their flags (malloc.c, malloc_info).
            Assert.Equal(count - 1, arena.Free.Count);
            Assert.InRange(bytes - (arena.Free.Bytes + arena.Top).Value, 0, 7 * count);
        }
    }

    static void CheckSums(CTarget target, MallocState state)
    {
        ChunkTotal fast = state.Arenas.Aggregate(default(ChunkTotal), (sum, arena) => sum + arena.Fastbin);
        AddressRange unused = target.One("unused");
        Assert.Equal(target.Number("system"), state.Arenas.Sum(arena => arena.System.Value));
        Assert.Equal((target.One("fastbins").Start.Value, target.Number("fastbins")), ((ulong)fast.Count, fast.Bytes.Value));
        Assert.Equal((long)unused.Start.Value, state.Free.Count + state.Arenas.Count);
        Assert.Equal(unused.Length.Value, (state.Free.Bytes + fast.Bytes + state.Top).Value);
        Assert.Equal(target.Number("top"), state.Arenas[0].Top.Value);
        Assert.Equal(((long)target.One("mmapped").Start.Value, target.Number("mmapped")), (state.Mmapped.Chunks.Count, state.Mmapped.Chunks.Bytes.Value));
        Assert.Equal(state.Mmapped.Chunks, new ChunkTotal(state.Parameters!.MmappedCount, state.Parameters.Mmapped));
    }

    static (ulong, long) Marked(CTarget target, MallocState state)
    {
        SizeClass found = state.Arenas[0].SizeClasses.Single(each => each.ChunkSize.Value == target.Number("marked"));
        return ((ulong)found.Total.Count, found.Total.Bytes.Value / found.Total.Count);
    }

    static List<(int, long)> Said(CTarget target, string name) =>
        [.. target.All(name).Select(each => ((int)each.Start.Value, each.Length.Value))];
}
