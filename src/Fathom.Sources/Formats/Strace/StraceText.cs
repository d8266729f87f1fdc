using Fathom.Evidence.Saved;

namespace Fathom.Sources.Formats.Strace;

/// <summary>What strace wrote, with any of its options in front; memory calls are followed, others counted.</summary>
public static class StraceText
{
    /// <summary>True for a line that only strace writes: a memory call with its result, or one broken off.</summary>
    public static bool Begins(ReadOnlySpan<byte> line)
    {
        StraceLine parsed = StraceLine.Of(line);
        return parsed.Kind switch
        {
            StraceLineKind.Attached => true,
            StraceLineKind.Call => TracedCall.NameOf(parsed.Text) is not CallName.Other && TracedCall.TryParse(parsed.Text, out _),
            StraceLineKind.Unfinished => TracedCall.NameOf(parsed.Text) is not CallName.Other,
            _ => false,
        };
    }

    public static Parsed<MemoryCalls> Parse(ReadOnlySpan<byte> text, string place)
    {
        using MemoryStream stream = new(text.ToArray(), writable: false);
        return Read(stream, place);
    }

    /// <summary>In memory that does not grow with the log, only with what is mapped at one time.</summary>
    public static Parsed<MemoryCalls> Read(Stream stream, string place)
    {
        StraceReading reading = new(place);
        StreamLines lines = new(stream);
        while (lines.MoveNext())
            reading.Add((int)Math.Min(lines.Number, int.MaxValue), lines.Current);
        return reading.Done(lines.Number);
    }
}
