using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Formats.HotSpot;

/// <summary>Thread.print and the dump of SIGQUIT (HotSpot: runtime/thread.cpp, print_on; osThread.cpp).</summary>
public static class ThreadDumpText
{
    public static Parsed<ThreadDump> Parse(ReadOnlySpan<byte> text, string file)
    {
        ThreadDumpReading reading = new(file);
        ReportLines lines = new(text);
        while (lines.MoveNext())
            reading.Read(lines);
        return reading.Finish();
    }
}
