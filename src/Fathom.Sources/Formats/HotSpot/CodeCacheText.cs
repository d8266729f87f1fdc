using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Formats.HotSpot;

/// <summary>Compiler.codecache (HotSpot: code/codeCache.cpp, CodeCache::print_summary).</summary>
public static class CodeCacheText
{
    public static Parsed<CodeCacheReport> Parse(ReadOnlySpan<byte> text, string file)
    {
        ReportNotes notes = new(file);
        List<CodeHeap> heaps = [];
        CodeCacheReport report = new();
        ReportLines lines = new(text);
        while (lines.MoveNext())
        {
            Reading reading = Read(lines.Current.TrimStart(" \t"u8), heaps, ref report, notes);
            if (reading == Reading.Unknown)
                notes.Keep(lines);
            else if (reading == Reading.Broken)
                notes.Broken(lines);
        }
        // The total line comes after the segments and has no bounds; a heap that is alone has them.
        CodeHeap? total = heaps.Count > 1 && heaps[^1] is { Name: "CodeCache", Reserved: null } last ? last : null;
        if (total is not null)
            heaps.RemoveAt(heaps.Count - 1);
        if (heaps.Count == 0)
            notes.Add(Gaps.ReportIncomplete, "line that begins with CodeHeap or CodeCache", "Compiler.codecache");
        return notes.Done(report with { Heaps = heaps, Total = total, Unread = notes.Unread });
    }

    static Reading Read(ReadOnlySpan<byte> line, List<CodeHeap> heaps, ref CodeCacheReport report, ReportNotes notes)
    {
        if (line.StartsWith("CodeHeap '"u8) || line.StartsWith("CodeCache:"u8))
            return Heap(line, heaps, notes);
        if (line.StartsWith("bounds ["u8))
            return Bounds(line, heaps);
        if (line.StartsWith("total_blobs="u8))
        {
            report = report with
            {
                Blobs = ReportFields.FindCount(line, "total_blobs="u8),
                Methods = ReportFields.FindCount(line, "nmethods="u8),
                Adapters = ReportFields.FindCount(line, "adapters="u8),
            };
            return Reading.Understood;
        }
        if (line.StartsWith("compilation:"u8) || line.StartsWith("Compilation:"u8))
        {
            report = report with { CompilerEnabled = line.IndexOf("enabled"u8) >= 0 };
            return Reading.Understood;
        }
        if (ReportFields.FindCount(line, "full_count="u8) is { } full)
            report = report with { TimesFull = full };
        bool counts = line.IsEmpty || line.StartsWith("stopped_count="u8) || line.StartsWith("full_count="u8);
        return counts ? Reading.Understood : Reading.Unknown;
    }

    static Reading Heap(ReadOnlySpan<byte> line, List<CodeHeap> heaps, ReportNotes notes)
    {
        int end = line.IndexOf(":"u8);
        AsciiLine rest = new(end < 0 ? [] : line[end..]);
        if (!rest.TakeKey("size="u8, out Bytes size) || !rest.TakeKey("used="u8, out Bytes used)
            || !rest.TakeKey("max_used="u8, out Bytes maxUsed) || !rest.TakeKey("free="u8, out Bytes free))
            return Reading.Broken;
        ReadOnlySpan<byte> name = line[..end];
        if (name.StartsWith("CodeHeap '"u8))
            name = name[10..].TrimEnd((byte)'\'');
        if (notes.HasRoom(heaps.Count, "code heaps", Limits.NmtTags))
            heaps.Add(new CodeHeap(ForeignText.Decode(name), size, used, maxUsed, free));
        return Reading.Understood;
    }

    /// <summary>" bounds [low, committed end, high]".</summary>
    static Reading Bounds(ReadOnlySpan<byte> line, List<CodeHeap> heaps)
    {
        AsciiLine rest = new(line[8..]);
        if (heaps.Count == 0 || !rest.TakeRange(out AddressRange committed) || !rest.Take((byte)',') || !rest.TakeBlanks()
            || !rest.TakeAddress(out Address high) || high < committed.End)
            return Reading.Broken;
        heaps[^1] = heaps[^1] with { Committed = committed, Reserved = new(committed.Start, high) };
        return Reading.Understood;
    }
}
