namespace Fathom.Sources.Formats.HotSpot;

/// <summary>
/// Which diagnostic command a text answers, by its content: a file's name says little, a pasted text has none.
/// </summary>
public static class HotSpotText
{
    /// <summary>A report says what it is near its beginning; talk of other tools may stand before that.</summary>
    const int LinesLookedAt = 200;

    public static HotSpotFormat Recognise(ReadOnlySpan<byte> text)
    {
        ReportLines lines = new(text);
        while (lines.Number < LinesLookedAt && lines.MoveNext())
        {
            HotSpotFormat format = OfLine(lines.Current);
            if (format != HotSpotFormat.Unknown)
                return format;
        }
        return HotSpotFormat.Unknown;
    }

    /// <summary>What a text is that begins with this line.</summary>
    internal static HotSpotFormat OfLine(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> text = line.TrimStart(" \t"u8);
        if (text.IsEmpty)
            return HotSpotFormat.Unknown;
        if (IsNativeMemory(text))
            return HotSpotFormat.NativeMemory;
        if (text.StartsWith("# JRE version:"u8) || text.StartsWith("# Java VM:"u8)
            || text.StartsWith("---------------  S U M M A R Y"u8) || text.StartsWith("---------------  P R O C E S S"u8))
            return HotSpotFormat.VmInfo;
        if (text.StartsWith("Full thread dump "u8) || text.StartsWith("Threads class SMR info:"u8) || IsThread(text))
            return HotSpotFormat.ThreadDump;
        if (IsMetaspace(text))
            return HotSpotFormat.Metaspace;
        if (text.StartsWith("CodeHeap '"u8) || text.StartsWith("CodeCache: size="u8))
            return HotSpotFormat.CodeCache;
        HotSpotFormat format = OfTable(text);
        return format == HotSpotFormat.Unknown && IsHeap(text) ? HotSpotFormat.HeapInfo : format;
    }

    static HotSpotFormat OfTable(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("Compiler Memory Statistic"u8) || text.StartsWith("Compilation memory statistics disabled"u8))
            return HotSpotFormat.CompilerMemory;
        if (text.StartsWith("ClassLoader "u8) && text.IndexOf("CLD*"u8) > 0)
            return HotSpotFormat.ClassLoaderStats;
        if (text.EndsWith("Table statistics:"u8))
            return HotSpotFormat.Table;
        if (text.StartsWith("num "u8) && text.IndexOf("#instances"u8) > 0)
            return HotSpotFormat.ClassHistogram;
        if (text.IndexOf("instances waiting for finalization"u8) >= 0)
            return HotSpotFormat.FinalizerInfo;
        if (text.StartsWith("[Global flags]"u8) || text.StartsWith("-XX:"u8)
            || text.StartsWith("Non-default VM flags: -XX:"u8))
            return HotSpotFormat.Flags;
        if (text.SequenceEqual("Memory mappings:"u8) || text.StartsWith("from, to, vsize:"u8))
            return HotSpotFormat.SystemMap;
        if (text.StartsWith("<malloc version="u8))
            return HotSpotFormat.NativeHeap;
        if (text.StartsWith("Dynamic libraries:"u8))
            return HotSpotFormat.DynLibs;
        bool trim = text.StartsWith("Trim native heap:"u8) || text.StartsWith("Attempting trim"u8);
        return trim ? HotSpotFormat.Trim : HotSpotFormat.Unknown;
    }

    static bool IsNativeMemory(ReadOnlySpan<byte> text) =>
        text.StartsWith("Native Memory Tracking"u8) || text.StartsWith("Native memory tracking "u8)
        || text.StartsWith("Detail tracking is not enabled"u8) || text.StartsWith("No baseline for comparison"u8)
        || text.StartsWith("Baseline "u8) || text.StartsWith("(Omitting categories weighting"u8)
        || (text.StartsWith("Total: reserved="u8) && text.IndexOf("committed="u8) > 0);

    static bool IsMetaspace(ReadOnlySpan<byte> text) =>
        text.StartsWith("Total Usage - "u8) || text.StartsWith("Usage per loader"u8) || text.SequenceEqual("Usage:"u8)
        || text.SequenceEqual("Virtual space:"u8)
        // 25 begins VM.metaspace with the line that older ones end GC.heap_info with.
        || (text.StartsWith("Metaspace "u8) && text.IndexOf("committed"u8) > 0);

    static bool IsHeap(ReadOnlySpan<byte> text) =>
        text.StartsWith("garbage-first heap"u8) || text.StartsWith("Shenandoah Heap"u8) || text.StartsWith("ZHeap "u8)
        || text.StartsWith("PSYoungGen "u8) || text.StartsWith("def new generation"u8) || text.StartsWith("DefNew "u8)
        || text.StartsWith("par new generation"u8) || text.StartsWith("Epsilon Heap"u8);

    /// <summary>A part of a dump that begins with a thread.</summary>
    static bool IsThread(ReadOnlySpan<byte> text) =>
        text[0] == (byte)'"' && text.IndexOf(" tid=0x"u8) > 0 && text.IndexOf(" nid="u8) > 0;
}
