using Fathom.Evidence.Saved;
using Fathom.Sources.Formats.Calls;

namespace Fathom.Sources.Formats.MallocLog;

/// <summary>Logs of single allocations: those of LD_PRELOAD hooks that write "TID TIME [CALLER] malloc(20) = 0x…", ltrace's, glibc's mtrace.</summary>
public static class MallocLogText
{
    public static bool Begins(ReadOnlySpan<byte> line)
    {
        if (line.SequenceEqual("= Start"u8))
            return true;
        CallPrefix prefix = CallPrefix.Of(line);
        return AllocationCall.TryParse(prefix.Text, out AllocationCall call) && (call.Name != AllocationName.Free || prefix.Text.EndsWith("= <void>"u8));
    }

    public static Parsed<AllocationLog> Parse(ReadOnlySpan<byte> text, string place)
    {
        using MemoryStream stream = new(text.ToArray(), writable: false);
        return Read(stream, place);
    }

    /// <summary>In memory that does not grow with the log.</summary>
    public static Parsed<AllocationLog> Read(Stream stream, string place)
    {
        MallocLogReading reading = new(place);
        StreamLines lines = new(stream);
        while (lines.MoveNext())
            reading.Add((int)Math.Min(lines.Number, int.MaxValue), lines.Current);
        return reading.Done(lines.Number);
    }
}
