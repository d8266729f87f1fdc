using Fathom.Evidence;
using Fathom.Evidence.Malloc;
using Fathom.Tests;

namespace Fathom.Live.Tests.Glibc;

/// <summary>Programs and JVMs on another malloc, under its own name, under another, and linked in.</summary>
public sealed class OtherAllocatorTests
{
    [RequiresTheory("gcc", Allocators.Jemalloc)]
    [InlineData(false)]
    [InlineData(true)]
    public void Jemalloc(bool renamed) => CheckProgram(Allocators.Jemalloc, renamed, AllocatorKind.Jemalloc);

    [RequiresTheory("gcc", Allocators.Tcmalloc)]
    [InlineData(false)]
    [InlineData(true)]
    public void Tcmalloc(bool renamed) => CheckProgram(Allocators.Tcmalloc, renamed, AllocatorKind.Tcmalloc);

    [RequiresTheory("gcc", Allocators.Mimalloc)]
    [InlineData(false)]
    [InlineData(true)]
    public void Mimalloc(bool renamed) => CheckProgram(Allocators.Mimalloc, renamed, AllocatorKind.Mimalloc);

    [RequiresFact("gcc", Allocators.JemallocArchive)]
    public void Jemalloc_linked_into_a_program_without_symbols() =>
        CheckLinked(CPrograms.Linked("sizes", "linked", "-s", Allocators.JemallocArchive, "-ldl", "-lm"));

    [RequiresFact("gcc", Allocators.JemallocArchive)]
    public void Jemalloc_linked_into_a_program_that_needs_no_loader() =>
        CheckLinked(CPrograms.Linked("sizes", "alone", "-s", "-static", Allocators.JemallocArchive, "-ldl", "-lm"));

    [RequiresFact("gcc", "musl-gcc")]
    public void Musl()
    {
        string source = CPrograms.Shared.Write("musl.c", CPrograms.Text("sizes.c"));
        foreach (string[] options in (string[][])[["-s", "-static"], ["-s"]])
        {
            string program = CPrograms.Shared.At("musl" + options.Length);
            Outside.Run("musl-gcc", [.. options, "-O1", "-o", program, source]);
            using CTarget target = CTarget.At(program);

            Allocator found = Found(target.Pid, AllocatorKind.Musl);

            Assert.Equal(options.Length == 2 ? AllocatorGround.Texts : AllocatorGround.Exports, found.Ground);
        }
    }

    [RequiresFact("gcc", Allocators.Jemalloc)]
    public void One_that_is_only_loaded_serves_nobody_but_those_who_call_it()
    {
        // Behind libc in the loader's list, as what a library brings along that is opened later.
        using CTarget target = Allocators.Under("libc.so.6:" + Allocators.Renamed(Allocators.Jemalloc), "sizes");

        MallocState state = MallocSays.Look(target.Pid).MallocState!;

        Assert.Equal(AllocatorKind.Glibc, state.Allocator.Kind);
        Assert.Equal((AllocatorKind.Jemalloc, false), (Assert.Single(state.Others).Kind, state.Others[0].IsFirst));
        Assert.NotEmpty(state.Arenas);
    }

    [JdkTheory(17, 25)]
    [InlineData(17, Allocators.Jemalloc, AllocatorKind.Jemalloc)]
    [InlineData(17, Allocators.Tcmalloc, AllocatorKind.Tcmalloc)]
    [InlineData(17, Allocators.Mimalloc, AllocatorKind.Mimalloc)]
    [InlineData(25, Allocators.Jemalloc, AllocatorKind.Jemalloc)]
    [InlineData(25, Allocators.Tcmalloc, AllocatorKind.Tcmalloc)]
    [InlineData(25, Allocators.Mimalloc, AllocatorKind.Mimalloc)]
    public void A_JVM(int feature, string library, AllocatorKind kind)
    {
        using SmallJvm jvm = new(feature, before: ["env", "LD_PRELOAD=" + Allocators.Renamed(library)]);

        Allocator found = Found(jvm.Pid, kind);

        Assert.Equal((AllocatorGround.Exports, Allocators.Renamed(library)), (found.Ground, found.Library));
    }

    static void CheckProgram(string library, bool renamed, AllocatorKind kind)
    {
        string used = renamed ? Allocators.Renamed(library) : library;
        using CTarget target = Allocators.Under(used, "sizes");

        Allocator found = Found(target.Pid, kind);

        Assert.Equal(AllocatorGround.Exports, found.Ground);
        Assert.Equal(new FileInfo(used).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? used, found.Library);
        Assert.Matches(@"^\d+\.\d+", found.Version);
    }

    static void CheckLinked(string program)
    {
        using CTarget target = CTarget.At(program);

        Allocator found = Found(target.Pid, AllocatorKind.Jemalloc);

        Assert.Equal((AllocatorGround.Texts, program), (found.Ground, found.Library));
        Assert.Matches(@"^\d+\.\d+\.\d+$", found.Version);
    }

    static Allocator Found(int pid, AllocatorKind kind)
    {
        Snapshot snapshot = MallocSays.Look(pid);
        Allocator found = snapshot.MallocState!.Allocator;
        Assert.Equal((kind, true), (found.Kind, found.IsFirst));
        Assert.Contains(snapshot.Gaps, gap => gap.Id == Gaps.AllocatorForeign.Id);
        Assert.Empty(snapshot.MallocState.Arenas);
        return found;
    }
}
