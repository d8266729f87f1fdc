using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Formats.HotSpot;

/// <summary>System.trim_native_heap (HotSpot: os/linux/trimCHeapDCmd.cpp).</summary>
public static class TrimText
{
    public static Parsed<TrimResult> Parse(ReadOnlySpan<byte> text, string file)
    {
        ReportNotes notes = new(file);
        TrimResult? result = null;
        ReportLines lines = new(text);
        while (lines.MoveNext())
        {
            ReadOnlySpan<byte> line = lines.Current.TrimStart(" \t"u8);
            if (line.StartsWith("Trim native heap: RSS+Swap:"u8))
                Add(line, "RSS+Swap:"u8, "->"u8, ref result, notes, lines);
            else if (line.StartsWith("RSS before:"u8) || line.StartsWith("Swap before:"u8))
                Add(line, "before:"u8, "after:"u8, ref result, notes, lines);
            else if (!IsTalk(line))
                notes.Keep(lines);
        }
        if (result is null)
            notes.Add(Gaps.NoTrimFigures);
        return notes.Done((result ?? new TrimResult(Bytes.Zero, Bytes.Zero)) with { Unread = notes.Unread });
    }

    /// <summary>11 says it in two lines, resident and swapped.</summary>
    static void Add(ReadOnlySpan<byte> line, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second,
        ref TrimResult? result, ReportNotes notes, in ReportLines lines)
    {
        if (ReportFields.Find(line, first) is not { } before || ReportFields.Find(line, second) is not { } after
            || before.Value > long.MaxValue / 4 || after.Value > long.MaxValue / 4)
        {
            notes.Broken(lines);
            return;
        }
        // Two figures below a quarter of the range each: the sum cannot overflow, and a third line begins anew.
        bool more = result is { Before.Value: < long.MaxValue / 2, After.Value: < long.MaxValue / 2 };
        result = more ? new TrimResult(result!.Before + before, result.After + after) : new TrimResult(before, after);
    }

    static bool IsTalk(ReadOnlySpan<byte> line) =>
        line.IsEmpty || line.StartsWith("Attempting trim"u8) || line.StartsWith("Done."u8)
        || line.StartsWith("Virtual size before:"u8) || line.StartsWith("Trim native heap:"u8);
}
