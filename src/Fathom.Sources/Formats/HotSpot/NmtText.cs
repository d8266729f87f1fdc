using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Formats.HotSpot;

/// <summary>
/// VM.native_memory: summary, detail, their diffs and statistics, of JDK 8 to 25 (HotSpot: nmt/memReporter.cpp, in
/// services/ before 22). One grammar for all: what a version does not print stays null.
/// </summary>
public static class NmtText
{
    internal const string Command = "VM.native_memory";

    public static Parsed<NmtReport> Parse(ReadOnlySpan<byte> text, string file)
    {
        NmtReading reading = new(file);
        ReportLines lines = new(text);
        while (lines.MoveNext())
            reading.Read(lines);
        return reading.Finish();
    }
}
