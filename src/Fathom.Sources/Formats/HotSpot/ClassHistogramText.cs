using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Formats.HotSpot;

/// <summary>GC.class_histogram (HotSpot: memory/heapInspection.cpp).</summary>
public static class ClassHistogramText
{
    public static Parsed<ClassHistogram> Parse(ReadOnlySpan<byte> text, string file)
    {
        ReportNotes notes = new(file);
        List<ClassCount> classes = [];
        int reports = 0;
        long? instances = null;
        Bytes? size = null;
        ReportLines lines = new(text);
        while (lines.MoveNext())
        {
            ReadOnlySpan<byte> line = lines.Current.TrimStart(" \t"u8);
            if (line.StartsWith("num "u8) && reports++ > 0)
                classes.Clear();
            if (line.IsEmpty || line.StartsWith("num "u8) || line.StartsWith("-----"u8))
                continue;
            AsciiLine rest = new(line);
            if (rest.Take("Total"u8) && rest.TakeBlanks())
            {
                if (TakeFigures(ref rest, out long all, out Bytes allBytes))
                    (instances, size) = (all, allBytes);
                else
                    notes.Broken(lines);
            }
            else if (!char.IsAsciiDigit((char)line[0]))
            {
                notes.Keep(lines);
            }
            else if (!TryRow(line, out ClassCount? row))
            {
                notes.Broken(lines);
            }
            else if (notes.HasRoom(classes.Count, "classes"))
            {
                classes.Add(row);
            }
        }
        notes.Repeated(reports, "GC.class_histogram");
        if (instances is null)
            notes.Add(Gaps.ReportIncomplete, "line \"Total\"", "GC.class_histogram");
        return notes.Done(new ClassHistogram
        {
            Classes = classes,
            TotalInstances = instances,
            TotalBytes = size,
            Unread = notes.Unread,
        });
    }

    /// <summary>"   1:     11005     4691368  [B (java.base@17.0.15)"; 8 names no module.</summary>
    static bool TryRow(ReadOnlySpan<byte> line, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ClassCount? row)
    {
        row = null;
        AsciiLine rest = new(line);
        if (!rest.TakeDecimal(out _) || !rest.Take((byte)':') || !rest.TakeBlanks()
            || !TakeFigures(ref rest, out long instances, out Bytes size) || !rest.TakeBlanks())
            return false;
        ReadOnlySpan<byte> name = rest.Rest;
        int module = name.EndsWith(")"u8) ? name.LastIndexOf(" ("u8) : -1;
        if (name.IsEmpty)
            return false;
        row = new ClassCount(
            ForeignText.Decode(module < 0 ? name : name[..module]),
            module < 0 ? null : ForeignText.Decode(name[(module + 2)..^1]), instances, size);
        return true;
    }

    static bool TakeFigures(ref AsciiLine line, out long instances, out Bytes size)
    {
        size = default;
        return line.TakeCount(out instances) && line.TakeBlanks() && line.TakeSize(out size);
    }
}
