using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Profiles.Perf;

/// <summary>What perf script prints of a recording: a line for each sample, its stack below it, a blank line.</summary>
public static class PerfScriptText
{
    const int LinesLookedAt = 200;

    /// <summary>Samples that stand one below the other, without a stack, are believed from the second on.</summary>
    const int HeadsNeeded = 2;

    public static bool Begins(ReadOnlySpan<byte> head)
    {
        Lines lines = new(head);
        (int heads, int others) = (0, 0);
        while (lines.Number < LinesLookedAt && lines.MoveNext())
        {
            ReadOnlySpan<byte> line = lines.Current;
            if (line.IsEmpty || line[0] == (byte)'#')
                continue;
            if (IsFrame(line))
                return true;
            if (!PerfScriptHead.TryParse(line, out PerfScriptHead sample) || (!sample.HasTime && sample.Event.IsEmpty))
            {
                // The name of a thread is all that may stand above a stack.
                if (others++ > 0)
                    return false;
            }
            else if ((IsOne(sample) && ++heads == HeadsNeeded) || IsFrameOf(sample))
                return true;
        }
        return false;
    }

    /// <summary>A sample and its first frame: no other text has the two.</summary>
    public static bool Begins(ReadOnlySpan<byte> line, ReadOnlySpan<byte> next) =>
        PerfScriptHead.TryParse(line, out PerfScriptHead sample) && IsOne(sample) && (IsFrame(next) || IsFrameOf(sample));

    public static Parsed<AllocationProfile> Parse(ReadOnlySpan<byte> text, string place)
    {
        PerfScriptReading reading = new(place);
        Lines lines = new(text);
        while (lines.MoveNext())
            reading.Add(lines.Number, lines.Current);
        return reading.Done(lines.Number);
    }

    public static Parsed<AllocationProfile> Read(Stream stream, string place)
    {
        PerfScriptReading reading = new(place);
        StreamLines lines = new(stream);
        while (lines.MoveNext())
            reading.Add((int)Math.Min(lines.Number, int.MaxValue), lines.Current);
        return reading.Done(lines.Number);
    }

    static bool IsOne(in PerfScriptHead sample) => sample.HasTime && !sample.Event.IsEmpty;

    static bool IsFrame(ReadOnlySpan<byte> line) =>
        !line.IsEmpty && PerfScriptFrame.TryParse(line, out PerfScriptFrame frame) && frame.IsPlain;

    static bool IsFrameOf(in PerfScriptHead sample) =>
        IsOne(sample) && PerfScriptReading.TryOnlyFrame(sample.Rest, out _);
}
