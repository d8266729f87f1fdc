using System.Buffers.Text;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Profiles.Heaptrack;

/// <summary>"600.00K", "240B", "30": a size in steps of 1,000, or a number.</summary>
static class HeaptrackFigure
{
    const double Most = 1e17;

    public static bool TryParse(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        AsciiLine rest = new(text);
        ReadOnlySpan<byte> word = rest.TakeWord();
        if (!Utf8Parser.TryParse(word, out double number, out int used) || !double.IsFinite(number))
            return false;
        double unit = used == word.Length ? 1 : used + 1 == word.Length ? UnitOf(word[used]) : 0;
        number *= unit;
        value = unit == 0 || number is > Most or < -Most ? 0 : (long)Math.Round(number);
        return unit > 0 && number is <= Most and >= -Most;
    }

    /// <summary>The sums at the end, by the columns of the sections.</summary>
    public static bool TryTotal(ReadOnlySpan<byte> line, out int column, out long total)
    {
        column = -1;
        total = 0;
        AsciiLine rest = new(line);
        if (rest.Take("calls to allocation functions: "u8))
            column = 0;
        else if (rest.Take("peak heap memory consumption: "u8))
            column = 1;
        else if (rest.Take("temporary memory allocations: "u8))
            column = 2;
        else if (rest.Take("total memory leaked: "u8))
            column = 3;
        return column >= 0 && TryParse(rest.Rest, out total);
    }

    static double UnitOf(byte letter) => letter switch
    {
        (byte)'B' => 1,
        (byte)'K' => 1e3,
        (byte)'M' => 1e6,
        (byte)'G' => 1e9,
        (byte)'T' => 1e12,
        _ => 0,
    };
}
