using System.Buffers.Text;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Profiles;

/// <summary>"   114.4 100.0% 100.0%    114.4 100.0% inner": what a function allocated, and with all that it called.</summary>
readonly ref struct ProfileTableRow
{
    public ReadOnlySpan<byte> Name { get; private init; }

    public double Flat { get; private init; }

    /// <summary>How many bytes one of the figure is; 0 where it has no unit.</summary>
    public double Unit { get; private init; }

    public static bool TryParse(ReadOnlySpan<byte> line, out ProfileTableRow row)
    {
        row = default;
        AsciiLine rest = new(line);
        rest.TakeBlanks();
        if (!TryAmount(rest.TakeWord(), out double flat, out double unit) || !TakeShare(ref rest) || !TakeShare(ref rest))
            return false;
        rest.TakeBlanks();
        if (!TryAmount(rest.TakeWord(), out _, out _) || !TakeShare(ref rest) || !rest.TakeBlanks() || rest.Rest.IsEmpty)
            return false;
        row = new ProfileTableRow { Name = rest.Rest, Flat = flat, Unit = unit };
        return true;
    }

    /// <summary>"Total: 114.4 MB", "Total: 32950 objects" of the perl tools, which leave the unit of their rows away.</summary>
    public static bool TryTotal(ReadOnlySpan<byte> line, out double unit, out bool isCount)
    {
        unit = 0;
        isCount = false;
        AsciiLine rest = new(line);
        if (!rest.Take("Total: "u8) || !TryAmount(rest.TakeWord(), out _, out unit))
            return false;
        rest.TakeBlanks();
        isCount = rest.Rest.SequenceEqual("objects"u8);
        if (rest.Rest.IsEmpty || isCount)
            return true;
        unit = UnitOf(rest.Rest);
        return unit > 0;
    }

    static bool TryAmount(ReadOnlySpan<byte> word, out double value, out double unit)
    {
        unit = 0;
        if (!Utf8Parser.TryParse(word, out value, out int used) || !double.IsFinite(value) || value is < -1e18 or > 1e18)
            return false;
        unit = used == word.Length ? 0 : UnitOf(word[used..]);
        return used == word.Length || unit > 0;
    }

    /// <summary>Both count in steps of 1,024, whatever they call them.</summary>
    static double UnitOf(ReadOnlySpan<byte> unit) =>
        unit.SequenceEqual("B"u8) ? 1
        : unit.SequenceEqual("kB"u8) || unit.SequenceEqual("KB"u8) ? 1L << 10
        : unit.SequenceEqual("MB"u8) ? 1L << 20
        : unit.SequenceEqual("GB"u8) ? 1L << 30
        : unit.SequenceEqual("TB"u8) ? 1L << 40 : 0;

    static bool TakeShare(ref AsciiLine rest)
    {
        rest.TakeBlanks();
        ReadOnlySpan<byte> word = rest.TakeWord();
        return word.EndsWith("%"u8) && Utf8Parser.TryParse(word, out double _, out int used) && used == word.Length - 1;
    }
}
