using Fathom.Evidence;

namespace Fathom.Sources.Formats.HotSpot;

/// <summary>
/// Counts and sizes as people's tools leave them: HotSpot prints plain digits, a spreadsheet or a log viewer may have
/// put a language's separators between them. Three digits behind a separator are a group, one or two a fraction.
/// </summary>
static class ReportNumbers
{
    /// <summary>As many digits as a 64-bit number has.</summary>
    const int MostDigits = 19;

    public static bool TakeCount(this ref AsciiLine line, out long count)
    {
        AsciiLine rest = line;
        bool found = TakeDigits(ref rest, out Int128 whole, out _, out int fractionDigits) && fractionDigits == 0
            && whole <= long.MaxValue;
        count = found ? (long)whole : 0;
        line = found ? rest : line;
        return found;
    }

    public static bool TakeSize(this ref AsciiLine line, out Bytes size) => line.TakeSize(out size, out _);

    /// <summary>A size in bytes, and what its unit is worth; a number without a unit is bytes.</summary>
    public static bool TakeSize(this ref AsciiLine line, out Bytes size, out long unit)
    {
        (size, unit) = (default, 1);
        AsciiLine rest = line;
        if (!TakeDigits(ref rest, out Int128 whole, out Int128 fraction, out int fractionDigits))
            return false;
        unit = TakeUnit(ref rest);
        if (fractionDigits == 0 && whole <= long.MaxValue / unit)
        {
            size = new Bytes((long)whole * unit);
            line = rest;
            return true;
        }
        Int128 tens = fractionDigits switch { 0 => 1, 1 => 10, _ => 100 };
        Int128 value = whole * unit + fraction * unit / tens;
        if (value > long.MaxValue)
            return false;
        size = new Bytes((long)value);
        line = rest;
        return true;
    }

    /// <summary>" +12KB" or " -12KB" behind a figure of a diff; zero where there is none.</summary>
    public static bool TakeChange(this ref AsciiLine line, out Bytes change)
    {
        change = default;
        if (!TakeSign(line, out AsciiLine rest, out bool negative) || !rest.TakeSize(out Bytes size))
            return false;
        change = negative ? new Bytes(-size.Value) : size;
        line = rest;
        return true;
    }

    public static bool TakeCountChange(this ref AsciiLine line, out long change)
    {
        change = 0;
        if (!TakeSign(line, out AsciiLine rest, out bool negative) || !rest.TakeCount(out long count))
            return false;
        change = negative ? -count : count;
        line = rest;
        return true;
    }

    static bool TakeSign(AsciiLine line, out AsciiLine rest, out bool negative)
    {
        rest = line;
        rest.TakeBlanks();
        negative = rest.Take((byte)'-');
        return negative || rest.Take((byte)'+');
    }

    static bool TakeDigits(ref AsciiLine line, out Int128 whole, out Int128 fraction, out int fractionDigits)
    {
        (whole, fraction, fractionDigits) = (0, 0, 0);
        ReadOnlySpan<byte> text = line.Rest;
        int used = Digits(text);
        if (used is 0 or > MostDigits)
            return false;
        whole = Value(text[..used]);
        bool grouped = used <= 3;
        for (int groups = 0; groups < 6 && Separator(text[used..]) is var width and > 0; groups++)
        {
            ReadOnlySpan<byte> next = text[(used + width)..];
            int digits = Digits(next);
            if (digits == 3 && grouped && IsGroup(text[used], next[3..]))
            {
                whole = whole * 1000 + Value(next[..3]);
                used += width + 3;
                continue;
            }
            if (digits is 1 or 2 && text[used] is (byte)'.' or (byte)',')
            {
                (fraction, fractionDigits) = (Value(next[..digits]), digits);
                used += width + digits;
            }
            break;
        }
        line = new AsciiLine(text[used..]);
        return true;
    }

    /// <summary>A blank separates columns too: it groups digits only where a unit stands behind them.</summary>
    static bool IsGroup(byte separator, ReadOnlySpan<byte> behind)
    {
        if (separator != (byte)' ')
            return true;
        while (behind.Length > 4 && behind[0] == (byte)' ' && Digits(behind[1..]) == 3)
            behind = behind[4..];
        return behind.Length > 0 && behind[0] is (byte)'K' or (byte)'M' or (byte)'G' or (byte)'k';
    }

    static int Digits(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return end < 0 ? text.Length : end;
    }

    /// <summary>As many digits as <see cref="MostDigits"/> do not pass 64 bits.</summary>
    static ulong Value(ReadOnlySpan<byte> digits)
    {
        ulong value = 0;
        foreach (byte digit in digits)
            value = value * 10 + (uint)(digit - (byte)'0');
        return value;
    }

    /// <summary>The width of a separator: German and English points, French narrow blanks, Swiss apostrophes.</summary>
    static int Separator(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2)
            return 0;
        if (text[0] is (byte)'.' or (byte)',' or (byte)'\'' or (byte)'_' or (byte)' ' or 0xA0)
            return 1;
        if (text.StartsWith("\u00A0"u8))
            return 2;
        return text.StartsWith("\u202F"u8) || text.StartsWith("\u2019"u8) ? 3 : 0;
    }

    /// <summary>HotSpot's "KB", "Kb", "K" are all 1,024 bytes (globalDefinitions.hpp, proper_unit_for_byte_size).</summary>
    static long TakeUnit(ref AsciiLine line)
    {
        AsciiLine rest = line;
        rest.TakeBlanks();
        ReadOnlySpan<byte> text = rest.Rest;
        if (text.StartsWith("bytes"u8) || text.StartsWith("byte"u8))
        {
            line = new AsciiLine(text[(text.StartsWith("bytes"u8) ? 5 : 4)..]);
            return 1;
        }
        long unit = text.IsEmpty ? 0 : text[0] switch
        {
            (byte)'K' or (byte)'k' => 1L << 10,
            (byte)'M' => 1L << 20,
            (byte)'G' => 1L << 30,
            (byte)'T' => 1L << 40,
            (byte)'B' or (byte)'b' => 1,
            _ => 0,
        };
        int letters = unit > 1 && text.Length > 1 && text[1] is (byte)'B' or (byte)'b' ? 2 : 1;
        if (unit == 0 || (text.Length > letters && char.IsAsciiLetterOrDigit((char)text[letters])))
            return 1;
        line = new AsciiLine(text[letters..]);
        return unit;
    }
}
