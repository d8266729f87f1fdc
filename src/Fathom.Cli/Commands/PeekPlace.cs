using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources.Peeking;

namespace Fathom.Cli.Commands;

/// <summary>ADDRESS, ADDRESS-END and ADDRESS+LENGTH, addresses in hexadecimal with or without 0x, as in maps.</summary>
static class PeekPlace
{
    public static PeekOptions? Parse(string text)
    {
        int plus = text.IndexOf('+'), minus = text.IndexOf('-');
        if (plus > 0)
            return Number(text[..plus]) is { } from && Size(text[(plus + 1)..]) is { } length and > 0 ? Range(from, from + (ulong)length) : null;
        if (minus > 0)
            return Number(text[..minus]) is { } from && Number(text[(minus + 1)..]) is { } to && to > from ? Range(from, to) : null;
        return Number(text) is { } address ? new PeekOptions(PeekWhere.Address) { Address = new Address(address) } : null;
    }

    static PeekOptions Range(ulong from, ulong to) =>
        new(PeekWhere.Range) { Address = new Address(from), End = new Address(to) };

    /// <summary>An address that a program can have; so that sums of two fit, too.</summary>
    public static ulong? Number(string text)
    {
        ReadOnlySpan<char> digits = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text.AsSpan(2) : text;
        return ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value) && value < Limits.UserSpaceEnd
            ? value : null;
    }

    /// <summary>4096, 64k, 2m, 1g, 0x100.</summary>
    public static long? Size(string text)
    {
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            return Number(text) is { } value and < 1UL << 48 ? (long)value : null;
        int shift = text.Length == 0 ? 0 : char.ToLowerInvariant(text[^1]) switch { 'k' => 10, 'm' => 20, 'g' => 30, _ => 0 };
        return long.TryParse(shift > 0 ? text[..^1] : text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number < 1L << 48 >> shift
            ? number << shift : null;
    }
}
