using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Tests.Sources.Formats.HotSpot;

/// <summary>Any text, read by the parser of its format.</summary>
static class AnyReport
{
    public static (IReadOnlyList<Gap> Gaps, IReadOnlyList<UnreadLine> Unread) Parse(
        HotSpotFormat format, ReadOnlySpan<byte> text) =>
        format switch
        {
            HotSpotFormat.NativeMemory => Of(NmtText.Parse(text, "f"), report => report.Unread),
            HotSpotFormat.VmInfo => Of(VmInfoText.Parse(text, "f"), report => report.Unread),
            HotSpotFormat.Metaspace => Of(MetaspaceText.Parse(text, "f"), report => report.Unread),
            HotSpotFormat.HeapInfo => Of(HeapInfoText.Parse(text, "f"), report => report.Unread),
            HotSpotFormat.CodeCache => Of(CodeCacheText.Parse(text, "f"), report => report.Unread),
            HotSpotFormat.CompilerMemory => Of(CompilerMemoryText.Parse(text, "f"), report => report.Unread),
            HotSpotFormat.ClassLoaderStats => Of(ClassLoaderStatsText.Parse(text, "f"), report => report.Unread),
            HotSpotFormat.Table => Of(TableText.Parse(text, "f"), report => report.Unread),
            HotSpotFormat.ClassHistogram => Of(ClassHistogramText.Parse(text, "f"), report => report.Unread),
            HotSpotFormat.FinalizerInfo => Of(FinalizerInfoText.Parse(text, "f"), report => report.Unread),
            HotSpotFormat.ThreadDump => Of(ThreadDumpText.Parse(text, "f"), report => report.Unread),
            HotSpotFormat.Flags => Of(VmFlagsText.Parse(text, "f"), report => report.Unread),
            HotSpotFormat.SystemMap => Of(SystemMapText.Parse(text, "f"), report => report.Unread),
            HotSpotFormat.NativeHeap => Of(NativeHeapText.Parse(text, "f"), report => report.Unread),
            HotSpotFormat.DynLibs => Of(DynLibsText.Parse(text, "f"), report => report.Unread),
            HotSpotFormat.Trim => Of(TrimText.Parse(text, "f"), report => report.Unread),
            _ => ([], []),
        };

    public static readonly HotSpotFormat[] Formats = Enum.GetValues<HotSpotFormat>();

    static (IReadOnlyList<Gap>, IReadOnlyList<UnreadLine>) Of<T>(Parsed<T> parsed, Func<T, IReadOnlyList<UnreadLine>> unread) =>
        (parsed.Gaps, unread(parsed.Value));
}
