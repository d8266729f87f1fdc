using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Formats.HotSpot;

/// <summary>GC.finalizer_info (HotSpot: services/diagnosticCommand.cpp, FinalizerInfoDCmd).</summary>
public static class FinalizerInfoText
{
    public static Parsed<FinalizerInfo> Parse(ReadOnlySpan<byte> text, string file)
    {
        ReportNotes notes = new(file);
        List<WaitingClass> waiting = [];
        bool answered = false;
        ReportLines lines = new(text);
        while (lines.MoveNext())
        {
            ReadOnlySpan<byte> line = lines.Current.TrimStart(" \t"u8);
            AsciiLine rest = new(line);
            bool heading = line.StartsWith("No instances waiting for finalization"u8)
                || line.StartsWith("Unreachable instances waiting for finalization"u8);
            answered |= heading;
            if (heading || line.IsEmpty || line.StartsWith("#instances"u8) || line.StartsWith("---"u8))
                continue;
            if (!rest.TakeCount(out long instances) || !rest.TakeBlanks() || rest.Rest.IsEmpty)
                notes.Keep(lines);
            else if (notes.HasRoom(waiting.Count, "classes"))
                waiting.Add(new(ForeignText.Decode(rest.Rest), instances));
        }
        if (!answered)
            notes.Add(Gaps.ReportIncomplete, "line about instances waiting for finalization", "GC.finalizer_info");
        return notes.Done(new FinalizerInfo { Waiting = waiting, Unread = notes.Unread });
    }
}
