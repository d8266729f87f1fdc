namespace Fathom.Sources.HotSpot;

/// <summary>The flags that decide how much memory a JVM takes, keeps or gives back. Each version has its own choice of them.</summary>
static class MemoryFlags
{
    public static IReadOnlyList<string> Names { get; } =
    [
        // The heap.
        "MaxHeapSize", "InitialHeapSize", "MinHeapSize", "SoftMaxHeapSize", "MaxRAM", "MaxRAMPercentage", "InitialRAMPercentage",
        "MinRAMPercentage", "NewSize", "MaxNewSize", "NewRatio", "SurvivorRatio", "MinHeapFreeRatio", "MaxHeapFreeRatio",
        "AlwaysPreTouch", "UseLargePages", "UseTransparentHugePages", "LargePageSizeInBytes", "UseNUMA", "UseCompressedOops",
        "UseCompactObjectHeaders", "ObjectAlignmentInBytes", "UseContainerSupport",
        // Collectors, their threads and when they return memory.
        "UseG1GC", "UseParallelGC", "UseSerialGC", "UseZGC", "ZGenerational", "UseShenandoahGC", "UseEpsilonGC", "UseConcMarkSweepGC",
        "ParallelGCThreads", "ConcGCThreads", "G1HeapRegionSize", "G1PeriodicGCInterval", "G1ConcRefinementThreads",
        "ZUncommit", "ZUncommitDelay", "ShenandoahUncommit", "ShenandoahUncommitDelay", "ShenandoahGuaranteedGCInterval",
        "DisableExplicitGC", "ExplicitGCInvokesConcurrent", "MarkStackSize", "MarkStackSizeMax", "UseStringDeduplication",
        // Metaspace, code, stacks, buffers, tables.
        "MetaspaceSize", "MaxMetaspaceSize", "CompressedClassSpaceSize", "UseCompressedClassPointers", "MetaspaceReclaimPolicy",
        "ReservedCodeCacheSize", "InitialCodeCacheSize", "SegmentedCodeCache", "NonNMethodCodeHeapSize", "ProfiledCodeHeapSize",
        "NonProfiledCodeHeapSize", "UseCodeCacheFlushing", "TieredCompilation", "CICompilerCount", "UseDynamicNumberOfCompilerThreads",
        "ThreadStackSize", "CompilerThreadStackSize", "VMThreadStackSize", "MaxDirectMemorySize", "StringTableSize",
        "SymbolTableSize", "UseSharedSpaces", "ClassUnloading", "ClassUnloadingWithConcurrentMark",
        // malloc, and what tells of memory.
        "TrimNativeHeapInterval", "MallocMaxTestWords", "NativeMemoryTracking", "UsePerfData", "PerfDisableSharedMem",
        "DisableAttachMechanism", "EnableDynamicAgentLoading", "HeapDumpOnOutOfMemoryError", "ExitOnOutOfMemoryError",
        "CrashOnOutOfMemoryError",
    ];
}
