using System.Buffers.Text;
using Fathom.Evidence.Container;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Cgroup;

/// <summary>memory.pressure: "some avg10=0.00 avg60=0.12 avg300=0.05 total=180899", and a line "full" of the same form.</summary>
public static class MemoryPressureText
{
    public static MemoryPressure? Parse(ReadOnlySpan<byte> text)
    {
        MemoryStall? some = null, full = null;
        Lines lines = new(text);
        while (lines.MoveNext())
        {
            AsciiLine line = new(lines.Current);
            if (!lines.IsWhole)
                continue;
            if (line.Take("some "u8))
                some = Stall(line);
            else if (line.Take("full "u8))
                full = Stall(line);
        }
        return some is { } one && full is { } all ? new MemoryPressure(one, all) : null;
    }

    static MemoryStall? Stall(AsciiLine line) =>
        line.Take("avg10="u8) && TakePercent(ref line, out double ten)
        && line.Take("avg60="u8) && TakePercent(ref line, out double minute)
        && line.Take("avg300="u8) && TakePercent(ref line, out double five)
        && line.Take("total="u8) && line.TakeDecimal(out ulong total) && line.Rest.IsEmpty
        && total <= (ulong)TimeSpan.MaxValue.TotalMicroseconds / 2
            ? new MemoryStall(ten, minute, five, TimeSpan.FromMicroseconds(total))
            : null;

    /// <summary>The text comes from /proc of who knows whom: infinities and thousands are no shares.</summary>
    static bool TakePercent(ref AsciiLine line, out double percent)
    {
        ReadOnlySpan<byte> word = line.TakeWord();
        return Utf8Parser.TryParse(word, out percent, out int used, 'F') && used == word.Length && percent is >= 0 and <= 100
            && line.TakeBlanks();
    }
}
