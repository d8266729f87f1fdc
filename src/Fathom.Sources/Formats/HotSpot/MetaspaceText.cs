using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Formats.HotSpot;

/// <summary>VM.metaspace with any options, of 11 to 25 (HotSpot: memory/metaspace/metaspaceReporter.cpp).</summary>
public static class MetaspaceText
{
    public static Parsed<MetaspaceReport> Parse(ReadOnlySpan<byte> text, string file)
    {
        MetaspaceReading reading = new(file);
        ReportLines lines = new(text);
        while (lines.MoveNext())
            reading.Read(lines);
        return reading.Finish();
    }

    /// <summary>"Metaspace used 1K, capacity 1K, committed 1K, reserved 1K": capacity in 8 and 11 only.</summary>
    internal static Reading TakeHeapLine(ReadOnlySpan<byte> line, ref HeapInfo info)
    {
        if (ReportFields.Find(line, " used"u8) is not { } used
            || ReportFields.Find(line, " committed"u8) is not { } committed
            || ReportFields.Find(line, " reserved"u8) is not { } reserved)
            return Reading.Broken;
        MetaspaceLine found = new(used, committed, reserved, ReportFields.Find(line, " capacity"u8));
        info = line[0] == (byte)'M' ? info with { Metaspace = found } : info with { ClassSpace = found };
        return Reading.Understood;
    }
}
