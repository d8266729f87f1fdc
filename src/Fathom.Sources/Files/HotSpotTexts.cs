using Fathom.Evidence.HotSpot;
using Fathom.Sources.Formats.Crashes;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Files;

/// <summary>Answers of diagnostic commands, one behind the other or in the middle of a log.</summary>
static class HotSpotTexts
{
    static readonly SavedFormat.Line IsNmtHeading = static line => line.SequenceEqual("Native Memory Tracking:"u8) || line.StartsWith("# fathom nmt: "u8)
        || line.StartsWith("Native Memory Tracking Statistics"u8);

    static readonly string[] InfoHolds =
    [
        "VM.native_memory", "VM.metaspace", "GC.heap_info", "Compiler.codecache", "Compiler.memory", "VM.dynlibs", "VM.flags", "VM.stringtable",
        "System.trim_native_heap", "maps", "status", "limits", "meminfo", "memory.stat",
    ];

    public static IReadOnlyList<SavedFormat> All { get; } =
    [
        // Before VM.info: it is all of that, and why the JVM ended.
        SavedFormat.Of("hs_err", CrashText.Begins, CrashText.Parse, crash => crash.Unread) with
        {
            Again = null,
            Holds = [.. InfoHolds, "VM.info", "Thread.print"],
            Ends = static line => line.SequenceEqual("END."u8),
        },
        Of("VM.info", HotSpotFormat.VmInfo, VmInfoText.Parse, info => info.Unread) with
        {
            // It prints what most other commands print, and files of /proc.
            Holds = InfoHolds,
            Ends = static line => line.SequenceEqual("END."u8),
        },
        Of("VM.native_memory", HotSpotFormat.NativeMemory, NmtText.Parse, report => report.Unread) with
        {
            Again = static (line, _) => IsNmtHeading(line),
            IsOwn = static line => line[0] is (byte)'(' or (byte)'-' ? !line.StartsWith("-XX:"u8) : line.StartsWith("[0x"u8),
        },
        Of("Thread.print", HotSpotFormat.ThreadDump, ThreadDumpText.Parse, dump => dump.Unread) with
        {
            Again = static (line, _) => line.StartsWith("Full thread dump "u8),
            IsOwn = static line => line[0] is (byte)'"' || line.StartsWith("at "u8) || line.StartsWith("- "u8) || line.StartsWith("java.lang.Thread.State"u8),
        },
        Of("GC.heap_info", HotSpotFormat.HeapInfo, HeapInfoText.Parse, info => info.Unread) with
        {
            // The two lines on metaspace below it are its own; a new generation is not a new heap.
            Holds = ["VM.metaspace"],
            Again = static (line, _) => line.StartsWith("garbage-first heap"u8) || line.StartsWith("PSYoungGen"u8) || line.StartsWith("def new generation"u8)
                || line.StartsWith("DefNew"u8) || line.StartsWith("par new generation"u8) || line.StartsWith("Shenandoah Heap"u8) || line.StartsWith("ZHeap "u8),
        },
        // Each of its parts begins as another form of it does: only jcmd's pid above it tells a second one.
        Of("VM.metaspace", HotSpotFormat.Metaspace, MetaspaceText.Parse, report => report.Unread),
        Of("Compiler.codecache", HotSpotFormat.CodeCache, CodeCacheText.Parse, report => report.Unread),
        Of("Compiler.memory", HotSpotFormat.CompilerMemory, CompilerMemoryText.Parse, memory => memory.Unread),
        Of("VM.classloader_stats", HotSpotFormat.ClassLoaderStats, ClassLoaderStatsText.Parse, stats => stats.Unread),
        Of("VM.stringtable", HotSpotFormat.Table, TableText.Parse, report => report.Unread) with
        {
            Again = static (line, _) => line.EndsWith("Table statistics:"u8),
        },
        Of("GC.class_histogram", HotSpotFormat.ClassHistogram, ClassHistogramText.Parse, histogram => histogram.Unread) with
        {
            Again = static (line, _) => line.StartsWith("num "u8) && line.IndexOf("#instances"u8) > 0,
        },
        Of("GC.finalizer_info", HotSpotFormat.FinalizerInfo, FinalizerInfoText.Parse, info => info.Unread),
        Of("VM.flags", HotSpotFormat.Flags, VmFlagsText.Parse, flags => flags.Unread),
        Of("System.map", HotSpotFormat.SystemMap, SystemMapText.Parse, map => map.Unread) with
        {
            IsOwn = static line => line.StartsWith("0x"u8),
        },
        Of("System.native_heap_info", HotSpotFormat.NativeHeap, NativeHeapText.Parse, info => info.Unread) with
        {
            Again = static (line, _) => line.StartsWith("<malloc version="u8),
            IsOwn = static line => line[0] == (byte)'<' && !line.StartsWith("<malloc version="u8),
        },
        Of("VM.dynlibs", HotSpotFormat.DynLibs, DynLibsText.Parse, libraries => libraries.Unread) with { Holds = ["maps"] },
        Of("System.trim_native_heap", HotSpotFormat.Trim, TrimText.Parse, _ => []),
    ];

    static SavedFormat Of<T>(string kind, HotSpotFormat format, SavedFormat.Parser<T> parse, Func<T, IReadOnlyList<UnreadLine>> unread)
        where T : class =>
        SavedFormat.Of(kind, (line, _) => HotSpotText.OfLine(line) == format, parse, unread);
}
