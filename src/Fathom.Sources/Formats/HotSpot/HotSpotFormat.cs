namespace Fathom.Sources.Formats.HotSpot;

/// <summary>The texts of HotSpot that fathom can read.</summary>
public enum HotSpotFormat
{
    Unknown,
    NativeMemory,
    VmInfo,
    Metaspace,
    HeapInfo,
    CodeCache,
    CompilerMemory,
    ClassLoaderStats,
    Table,
    ClassHistogram,
    FinalizerInfo,
    ThreadDump,
    Flags,
    SystemMap,
    NativeHeap,
    DynLibs,
    Trim,
}
