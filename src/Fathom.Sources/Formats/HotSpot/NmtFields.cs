using System.Diagnostics.CodeAnalysis;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Formats.HotSpot;

/// <summary>The figures that NMT's lines are made of.</summary>
static class NmtFields
{
    /// <summary>"12KB", or "12KB +3KB" in a diff.</summary>
    public static bool TakeAmount(ref AsciiLine line, ref bool isDiff, out NmtAmount amount, out long unit)
    {
        amount = default;
        if (!line.TakeSize(out Bytes size, out unit))
            return false;
        isDiff |= line.TakeChange(out Bytes change);
        amount = new(size, change);
        return true;
    }

    /// <summary>"reserved=1KB +1KB, committed=1KB", wherever in the line it begins.</summary>
    public static bool TakeReserved(
        ReadOnlySpan<byte> text, ref bool isDiff, out NmtAmount reserved, out NmtAmount committed, out long unit)
    {
        (reserved, committed, unit) = (default, default, 1);
        AsciiLine line = new(text);
        return line.SkipPast("reserved="u8) && TakeAmount(ref line, ref isDiff, out reserved, out unit)
            && line.SkipPast("committed="u8) && TakeAmount(ref line, ref isDiff, out committed, out _);
    }

    /// <summary>
    /// Behind "malloc=": "1KB type=GC +1KB #20 +20) (peak=2KB #21)". The tag is there in all sites, and in the summary
    /// of 25.
    /// </summary>
    public static bool TakeBlocks(
        AsciiLine line, ref bool isDiff, [NotNullWhen(true)] out NmtBlocks? blocks, out string? tag)
    {
        (blocks, tag) = (null, null);
        if (!TakeAmount(ref line, ref isDiff, out NmtAmount size, out _))
            return false;
        if (line.Take(" type="u8) || line.Take(" tag="u8))
        {
            int end = TagEnd(line.Rest);
            tag = ForeignText.Decode(line.Rest[..end]);
            line = new AsciiLine(line.Rest[end..]);
            if (line.TakeChange(out Bytes change))
                (size, isDiff) = (size with { Change = change }, true);
        }
        long? count = null;
        long countChange = 0;
        line.TakeBlanks();
        if (line.Take((byte)'#'))
        {
            if (!line.TakeCount(out long number))
                return false;
            count = number;
            isDiff |= line.TakeCountChange(out countChange);
        }
        (Bytes? peak, long? peakCount) = Peak(line.Rest, size.Size, count);
        blocks = new(size, count, countChange, peak, peakCount);
        return true;
    }

    static int TagEnd(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOfAny("#+)"u8);
        int minus = text.IndexOf(" -"u8);
        if (minus >= 0 && (end < 0 || minus < end))
            end = minus;
        return end < 0 ? text.Length : text[..end].TrimEnd((byte)' ').Length;
    }

    static (Bytes? Size, long? Count) Peak(ReadOnlySpan<byte> text, Bytes now, long? countNow)
    {
        if (text.IndexOf("at peak"u8) >= 0)
            return (now, countNow);
        AsciiLine line = new(text);
        if (!line.TakeKey("peak="u8, out Bytes peak))
            return (null, null);
        return (peak, ReportFields.FindCount(line.Rest, "#"u8));
    }
}
