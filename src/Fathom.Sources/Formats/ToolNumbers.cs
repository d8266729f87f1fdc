using Fathom.Evidence;
using Fathom.Evidence.Saved;

namespace Fathom.Sources.Formats;

/// <summary>What a bare M is worth: 1,024 squared to procps, a million to Kubernetes and Docker, who write MiB else.</summary>
enum UnitFamily
{
    Binary,
    Decimal,
}

/// <summary>
/// Sizes as tools for people print them. None of them groups digits, so a comma is some language's point: "1,520g" of top
/// is one and a half GiB.
/// </summary>
static class ToolNumbers
{
    /// <summary>As many as a 64-bit number has; of a fraction the first are enough.</summary>
    const int MostDigits = 19;
    const int MostFraction = 9;

    /// <summary>A number and its unit; without a unit it counts what <paramref name="bare"/> says.</summary>
    public static bool TakeRounded(this ref AsciiLine line, long bare, UnitFamily family, out RoundedSize size)
    {
        size = default;
        AsciiLine rest = line;
        if (!TakeDigits(ref rest, out Int128 whole, out Int128 fraction, out long tens))
            return false;
        long unit = TakeUnit(ref rest, family) ?? bare;
        Int128 value = whole * unit + fraction * unit / tens;
        if (value > long.MaxValue)
            return false;
        size = new RoundedSize(new Bytes((long)value), new Bytes(Math.Max(1, unit / tens)));
        line = rest;
        return true;
    }

    /// <summary>All of a word, as in a column of a table.</summary>
    public static bool TryRounded(ReadOnlySpan<byte> word, long bare, UnitFamily family, out RoundedSize size)
    {
        AsciiLine line = new(word);
        return line.TakeRounded(bare, family, out size) && line.Rest.IsEmpty;
    }

    public static RoundedSize? Rounded(ReadOnlySpan<byte> word, long bare = 1024, UnitFamily family = UnitFamily.Binary) =>
        TryRounded(word, bare, family, out RoundedSize size) ? size : null;

    /// <summary>All of a word as a count; a number of 2^63 is none.</summary>
    public static bool TryCount(ReadOnlySpan<byte> word, out long count)
    {
        AsciiLine line = new(word);
        bool found = line.TakeDecimal(out ulong value) && line.Rest.IsEmpty && value <= long.MaxValue;
        count = found ? (long)value : 0;
        return found;
    }

    public static long? Count(ReadOnlySpan<byte> word) => TryCount(word, out long count) ? count : null;

    /// <summary>"14336.0", or "14336,0" where the tool follows the language of its user.</summary>
    public static bool TryDecimal(ReadOnlySpan<byte> word, out double value)
    {
        AsciiLine line = new(word);
        bool found = TakeDigits(ref line, out Int128 whole, out Int128 fraction, out long tens) && line.Rest.IsEmpty;
        value = found ? (double)(whole * tens + fraction) / tens : 0;
        return found;
    }

    public static int? Pid(ReadOnlySpan<byte> word) => TryCount(word, out long pid) && pid <= int.MaxValue ? (int)pid : null;

    static bool TakeDigits(ref AsciiLine line, out Int128 whole, out Int128 fraction, out long tens)
    {
        (whole, fraction, tens) = (0, 0, 1);
        ReadOnlySpan<byte> text = line.Rest;
        int digits = Digits(text);
        if (digits is 0 or > MostDigits)
            return false;
        foreach (byte digit in text[..digits])
            whole = whole * 10 + (digit - (byte)'0');
        text = text[digits..];
        if (text.Length > 1 && text[0] is (byte)'.' or (byte)',' && Digits(text[1..]) is > 0 and var behind)
        {
            foreach (byte digit in text[1..(1 + Math.Min(behind, MostFraction))])
                (fraction, tens) = (fraction * 10 + (digit - (byte)'0'), tens * 10);
            text = text[(1 + behind)..];
        }
        line = new AsciiLine(text);
        return true;
    }

    static int Digits(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return end < 0 ? text.Length : end;
    }

    /// <summary>"k", "K", "KB", "Ki", "KiB" and so on; null where no unit stands there.</summary>
    static long? TakeUnit(ref AsciiLine line, UnitFamily family)
    {
        ReadOnlySpan<byte> text = line.Rest;
        if (text.IsEmpty)
            return null;
        int power = "BKMGTP"u8.IndexOf((byte)(text[0] & ~0x20));
        if (power < 0)
            return null;
        bool binary = power > 0 && text.Length > 1 && text[1] == (byte)'i';
        int letters = binary ? 2 : 1;
        if (power > 0 && text.Length > letters && text[letters] is (byte)'B' or (byte)'b')
            letters++;
        if (text.Length > letters && char.IsAsciiLetterOrDigit((char)text[letters]))
            return null;
        line = new AsciiLine(text[letters..]);
        long step = binary || family == UnitFamily.Binary ? 1024 : 1000;
        long unit = 1;
        for (; power > 0; power--)
            unit *= step;
        return unit;
    }
}
