using System.Buffers;

namespace Fathom.Sources.Formats.Calls;

/// <summary>
/// What tracers put in front of a call: the thread ("[pid  4242] " on a terminal, "4242  " in a file), the time (of day,
/// since 1970 or since the last line), and marks in brackets: where the call came from, or its number.
/// </summary>
readonly ref struct CallPrefix
{
    static readonly SearchValues<byte> OfTime = SearchValues.Create("0123456789.:"u8);
    static readonly SearchValues<byte> OfMark = SearchValues.Create(" 0123456789abcdefABCDEFx?"u8);

    /// <summary>Null where the log names none.</summary>
    public int? Tid { get; private init; }

    public ReadOnlySpan<byte> Time { get; private init; }

    /// <summary>What stands in the last brackets; empty where there are none.</summary>
    public ReadOnlySpan<byte> Mark { get; private init; }

    /// <summary>What is behind the prefix.</summary>
    public ReadOnlySpan<byte> Text { get; private init; }

    public static CallPrefix Of(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> text = line;
        int? tid = TakeTid(ref text);
        ReadOnlySpan<byte> time = TakeTime(ref text);
        ReadOnlySpan<byte> mark = TakeMarks(ref text);
        return new CallPrefix { Tid = tid, Time = time, Mark = mark, Text = text.TrimEnd((byte)' ') };
    }

    /// <summary>A time has a point or a colon behind its first digits, a thread has none.</summary>
    static int? TakeTid(scoped ref ReadOnlySpan<byte> line)
    {
        AsciiLine rest = new(line);
        bool bracketed = rest.Take("[pid "u8);
        rest.TakeBlanks();
        if (!rest.TakeDecimal(out ulong tid) || tid is 0 or > int.MaxValue || (bracketed && !rest.Take((byte)']')) || !rest.TakeBlanks())
            return null;
        line = rest.Rest;
        return (int)tid;
    }

    static ReadOnlySpan<byte> TakeTime(scoped ref ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> text = line.TrimStart((byte)' ');
        int end = text.IndexOf((byte)' ');
        if (end <= 2 || !char.IsAsciiDigit((char)text[0]))
            return [];
        ReadOnlySpan<byte> word = text[..end];
        if (word.IndexOfAnyExcept(OfTime) >= 0 || word.IndexOfAny((byte)'.', (byte)':') <= 0)
            return [];
        line = text[end..];
        return word;
    }

    static ReadOnlySpan<byte> TakeMarks(scoped ref ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> mark = [];
        line = line.TrimStart((byte)' ');
        for (int marks = 0; marks < 2 && line.StartsWith("["u8); marks++)
        {
            int end = line[..Math.Min(line.Length, 24)].IndexOf((byte)']');
            if (end < 0 || line[1..end].IndexOfAnyExcept(OfMark) >= 0)
                return mark;
            mark = line[1..end];
            line = line[(end + 1)..].TrimStart((byte)' ');
        }
        return mark;
    }
}
