using Fathom.Evidence;
using Fathom.Evidence.Malloc;
using Fathom.Live.Tests.HotSpot;
using Fathom.Sources;
using Fathom.Sources.Glibc;
using Fathom.Sources.Memory;
using Fathom.Sources.Pages;
using Fathom.Tests;

namespace Fathom.Live.Tests.Glibc;

/// <summary>What threads keep for themselves is known before the walk, by their own variables.</summary>
[Collection("roots")]
public sealed class ThreadCachesTests
{
    [RequiresFact("gcc")]
    public void All_cached_chunks_are_shown_as_cached() => Check(CTarget.At(CPrograms.Compiled("mallocs"), "6", "5000"));

    [RequiresFact("gcc")]
    public void Of_a_program_of_one_thread() => Check(CTarget.At(CPrograms.Compiled("mallocs"), "0", "5000"));

    [RootFact("bullseye")]
    public void On_glibc_2_31() => Check(CTarget.At(CPrograms.With(Machine.Root("bullseye"), "mallocs"), "3", "5000"));

    [RootFact("trixie")]
    public void On_glibc_2_41() => Check(CTarget.At(CPrograms.With(Machine.Root("trixie"), "mallocs"), "3", "5000"));

    [RootFact("sid")]
    public void On_the_newest_glibc() => Check(CTarget.At(CPrograms.With(Machine.Root("sid"), "mallocs"), "3", "5000"));

    [JdkFact(17)]
    public void Of_a_JVM()
    {
        using IdleJvm jvm = IdleJvm.Start(Machine.FindJdk(17)!);

        Check(jvm.Id);
    }

    static void Check(CTarget started)
    {
        using CTarget target = started;
        Check(target.Pid);
    }

    static void Check(int pid)
    {
        Snapshot snapshot = LiveLook.At(pid, new LookOptions()).Value;
        Pace pace = new();
        LiveMemory memory = new(pid, pace);
        Seen seen = new();
        using PresentMemory present = new(memory, snapshot.Pages!, snapshot.Mappings, null);

        MallocState state = MallocWalk.Walk(snapshot, present, memory, new LivePages(pid, pace), seen).Value;

        // Blocks of every size up to 900 bytes were given back: seven of each are kept.
        Assert.InRange(state.Arenas.Sum(arena => arena.Tcache.Count), 50, 1_000_000);
        Assert.Equal((state.Arenas.Sum(arena => arena.Tcache.Count), 0), (seen.Count, seen.Late));
    }

    sealed class Seen : IChunkVisitor
    {
        internal long Count { get; private set; }

        internal int Late { get; private set; }

        public void Begin(Address arena)
        {
        }

        public void Visit(ReadOnlySpan<Chunk> chunks, ulong start, ReadOnlySpan<byte> bytes)
        {
            foreach (Chunk chunk in chunks)
                Count += chunk.State == ChunkState.Tcache ? 1 : 0;
        }

        public void Cached(ReadOnlySpan<ulong> chunks) => Late += chunks.Length;
    }
}
