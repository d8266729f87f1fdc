using System.Diagnostics.CodeAnalysis;
using Fathom.Evidence;

namespace Fathom.Sources.Formats.HotSpot;

/// <summary>Fields of a report's lines: what stands where, in whichever spelling a version or an editor chose.</summary>
static class ReportFields
{
    /// <summary>Goes behind a mark, wherever in the line it is.</summary>
    public static bool SkipPast(this ref AsciiLine line, ReadOnlySpan<byte> mark)
    {
        int at = line.Rest.IndexOf(mark);
        if (at < 0)
            return false;
        line = new AsciiLine(line.Rest[(at + mark.Length)..]);
        return true;
    }

    /// <summary>0x and 16 digits. Addresses of the upper half belong to the kernel, and no report has them.</summary>
    public static bool TakeAddress(this ref AsciiLine line, out Address address)
    {
        address = default;
        AsciiLine rest = line;
        if (!rest.Take("0x"u8) || !rest.TakeHex(out ulong value) || value > long.MaxValue)
            return false;
        address = new Address(value);
        line = rest;
        return true;
    }

    /// <summary>"0x1 - 0x2", "0x1, 0x2", "0x1-0x2": HotSpot has them all.</summary>
    public static bool TakeRange(this ref AsciiLine line, out AddressRange range)
    {
        range = default;
        AsciiLine rest = line;
        if (!rest.TakeAddress(out Address start))
            return false;
        rest.TakeBlanks();
        if (!rest.Take((byte)'-') && !rest.Take((byte)','))
            return false;
        rest.TakeBlanks();
        if (!rest.TakeAddress(out Address end) || !TryRange(start, end, out range))
            return false;
        line = rest;
        return true;
    }

    public static bool TryRange(Address start, Address end, out AddressRange range)
    {
        bool ordered = start <= end;
        range = ordered ? new AddressRange(start, end) : default;
        return ordered;
    }

    /// <summary>"key=" and a size, from here on or later in the line.</summary>
    public static bool TakeKey(this ref AsciiLine line, ReadOnlySpan<byte> key, out Bytes size)
    {
        size = default;
        return line.SkipPast(key) && line.TakeSize(out size);
    }

    /// <summary>A mark and a size behind it, anywhere in the line; null where it is not there.</summary>
    public static Bytes? Find(ReadOnlySpan<byte> text, ReadOnlySpan<byte> mark)
    {
        AsciiLine line = new(text);
        if (!line.SkipPast(mark))
            return null;
        line.TakeBlanks();
        return line.TakeSize(out Bytes size) ? size : null;
    }

    public static long? FindCount(ReadOnlySpan<byte> text, ReadOnlySpan<byte> mark)
    {
        AsciiLine line = new(text);
        if (!line.SkipPast(mark))
            return null;
        line.TakeBlanks();
        return line.TakeCount(out long count) ? count : null;
    }

    public static bool TryFindRange(
        ReadOnlySpan<byte> text, ReadOnlySpan<byte> mark, [NotNullWhen(true)] out AddressRange? range)
    {
        range = null;
        AsciiLine line = new(text);
        if (!line.SkipPast(mark))
            return false;
        line.TakeBlanks();
        line.Take((byte)'[');
        if (!line.TakeRange(out AddressRange found))
            return false;
        range = found;
        return true;
    }
}
