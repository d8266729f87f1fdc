using Fathom.Evidence;
using Fathom.Lab.Catalogue;

namespace Fathom.Lab;

/// <summary>The scenarios, in the order in which they are listed. A new one is a program, its declaration and a line here.</summary>
public static class Scenarios
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        GzipUnclosed.Scenario,
        UnsafeMemory.Scenario,
        DirectKept.Scenario,
        DirectDropped.Scenario,
        UnsafeSmall.Scenario,
        StreamsKept.Deflaters,
        StreamsKept.Inflaters,
        JarsUnclosed.Scenario,
        TemporaryBuffers.Scenario,
        MappedFiles.Scenario,
        MappedFiles.InContainer,
        Selectors.Scenario,
        ManyThreads.Scenario,
        DeepStacks.Scenario,
        VirtualThreads.Scenario,
        Classes.Loaders,
        Classes.Many,
        Classes.Hidden,
        Classes.Lambdas,
        Classes.Proxies,
        Classes.Missing,
        Names.Interned,
        Names.Generated,
        FfmMemory.Scenario,
        FfmMemory.Small,
        FfmUpcalls.Scenario,
        CompilerPeak.Scenario,
        NativeMemory.Blocks,
        NativeMemory.Mappings,
        NativeMemory.Lazy,
        NativeMemory.References,
        NativeMemory.Copies,
        NativeMemory.Buffers,
        NativeMemory.Streams,
        NativeMemory.Zstd,
        NativeMemory.Sqlite,
        FinalizerBlocked.Scenario,
        Fragmented.Scenario,
        Fragmented.Arenas,
        Heaps.Spike,
        Heaps.HugePages,
        Heaps.Views,
        Heaps.Structures,
        Heaps.Touched,
        Healthy.Idle,
        Healthy.Busy,
        Healthy.Steady,
        Healthy.Recorded,
        Healthy.AddressSpace,
        Allocators.Jemalloc,
        Allocators.Tcmalloc,
        Libraries.Netty,
        Libraries.Jna,
        Swapping.Scenario,
        Containers.Child,
        Containers.PageCache,
        Containers.Shared,
        Containers.Pipes,
        Containers.Names,
        Containers.Sizing,
    ];

    public static Result<Scenario> Named(string id)
    {
        foreach (Scenario scenario in All)
            if (scenario.Id == id)
                return scenario;
        return Gaps.NoSuchScenario.At("lab", null, id);
    }
}
