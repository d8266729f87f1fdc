using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace Fathom.Sources.Formats;

/// <summary>Hexadecimal numbers, sixteen letters at once: memory maps consist of addresses for the most part.</summary>
static class HexDigits
{
    /// <summary>As many as 64 bits have.</summary>
    public const int Most = 16;

    /// <summary>How many digits the text begins with, up to one more than <see cref="Most"/>, and what they are worth.</summary>
    public static int Leading(ReadOnlySpan<byte> text, out ulong value)
    {
        if (text.Length < Most)
            return OneByOne(text, out value);
        Vector128<byte> letters = Vector128.Create(text);
        Vector128<byte> decimals = letters - Vector128.Create((byte)'0');
        Vector128<byte> others = (letters | Vector128.Create((byte)0x20)) - Vector128.Create((byte)'a');
        Vector128<byte> isOther = Vector128.LessThan(others, Vector128.Create((byte)6));
        Vector128<byte> isDigit = Vector128.LessThan(decimals, Vector128.Create((byte)10)) | isOther;
        int digits = BitOperations.TrailingZeroCount(~isDigit.ExtractMostSignificantBits());
        value = 0;
        if (digits == 0)
            return 0;
        // What is no digit must not reach into the one before it.
        Vector128<byte> worth = Vector128.ConditionalSelect(isOther, others + Vector128.Create((byte)10), decimals) & isDigit;
        value = (Packed(worth.AsUInt64()[0]) << 32 | Packed(worth.AsUInt64()[1])) >> (4 * (Most - Math.Min(digits, Most)));
        return digits == Most && text.Length > Most && IsDigit(text[Most]) ? Most + 1 : Math.Min(digits, Most);
    }

    /// <summary>Eight bytes of four bits each, the first one highest, as a number of 32 bits.</summary>
    static ulong Packed(ulong worth)
    {
        worth = BinaryPrimitives.ReverseEndianness(worth);
        worth = (worth | worth >> 4) & 0x00FF_00FF_00FF_00FF;
        worth = (worth | worth >> 8) & 0x0000_FFFF_0000_FFFF;
        return (worth | worth >> 16) & 0xFFFF_FFFF;
    }

    static int OneByOne(ReadOnlySpan<byte> text, out ulong value)
    {
        value = 0;
        int digits = 0;
        while (digits < text.Length && IsDigit(text[digits]))
            value = value << 4 | Worth(text[digits++]);
        return digits;
    }

    static bool IsDigit(byte letter) => char.IsAsciiHexDigit((char)letter);

    static uint Worth(byte letter) => letter <= '9' ? letter - (uint)'0' : (letter | 0x20u) - 'a' + 10;
}
