using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Fathom.Evidence.Census;

namespace Fathom.Sources.Census;

/// <summary>Tells from the first bytes of a block what stands in it. Cheap tests come first: most blocks are none of these.</summary>
static class ContentSniff
{
    /// <summary>Bytes that are enough to tell.</summary>
    public const int Enough = 512;

    const int LeastText = 8;
    const int MostText = 64;
    const int ZeroBytes = 256;
    const int RandomBytes = 256;

    // Of 64 random bytes 57 differ, give or take 2.
    const int FewBytes = 64;
    const int LeastOfFew = 46;

    public static ContentKind Of(ReadOnlySpan<byte> bytes, ulong size)
    {
        if (bytes.Length < 16)
            return ContentKind.Unknown;
        if (bytes[0] == 0 && bytes[..Math.Min(bytes.Length, ZeroBytes)].IndexOfAnyExcept((byte)0) < 0)
            return ContentKind.Zero;
        ContentKind kind = Marked(bytes, size);
        if (kind == ContentKind.Unknown && IsText(bytes))
            kind = TextKind(bytes);
        if (kind == ContentKind.Unknown && IsUtf16(bytes))
            kind = ContentKind.Utf16;
        if (kind == ContentKind.Unknown && IsRandom(bytes))
            kind = ContentKind.Random;
        return kind;
    }

    /// <summary>Formats that begin with a mark.</summary>
    static ContentKind Marked(ReadOnlySpan<byte> bytes, ulong size)
    {
        switch (bytes[0])
        {
            case 0xCA when BinaryPrimitives.ReadUInt32BigEndian(bytes) == 0xCAFEBABE && bytes[6] == 0 && bytes[7] is >= 45 and < 100:
                return ContentKind.ClassFile;
            case (byte)'P' when bytes[1] == 'K' && (bytes[2], bytes[3]) is (3, 4) or (1, 2) or (5, 6):
                return ContentKind.Zip;
            case (byte)'-' when bytes.StartsWith("-----BEGIN "u8):
                return ContentKind.Pem;
            // A sequence (X.690) whose length goes with the block's, and a sequence or number in it.
            case 0x30 when bytes[1] == 0x82 && bytes[4] is 0x30 or 0x02:
                ulong length = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]) + 4UL;
                return length <= size && length > size / 4 ? ContentKind.Der : ContentKind.Unknown;
            default:
                return ContentKind.Unknown;
        }
    }

    static bool IsText(ReadOnlySpan<byte> bytes)
    {
        if (!IsPrintable(bytes[0]) || !IsPrintable(bytes[1]))
            return false;
        int most = Math.Min(bytes.Length, MostText);
        for (int i = 0; i < most; i++)
        {
            if (bytes[i] == 0)
                return i >= LeastText;
            if (!IsPrintable(bytes[i]))
                return false;
        }
        return true;
    }

    // Bytes of UTF-8 beyond ASCII count; control characters do not.
    static bool IsPrintable(byte value) => value is (>= 0x20 and not 0x7F) or (byte)'\n' or (byte)'\r' or (byte)'\t';

    static ContentKind TextKind(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> text = bytes.TrimStart(" \t\r\n"u8);
        if (text.Length < 2)
            return ContentKind.Text;
        ReadOnlySpan<byte> then = text[1..].TrimStart(" \t\r\n"u8);
        byte next = then.Length > 0 ? then[0] : (byte)0;
        if (text[0] == '{' && next is (byte)'"' or (byte)'}')
            return ContentKind.Json;
        if (text[0] == '[' && next is (byte)'"' or (byte)'{' or (byte)'[')
            return ContentKind.Json;
        if (text[0] == '<' && (text[1] is (byte)'?' or (byte)'!' || char.IsAsciiLetter((char)text[1])))
            return ContentKind.Xml;
        return IsAsciiMostly(bytes) ? ContentKind.Text : ContentKind.Unknown;
    }

    /// <summary>What is random has no zeros either, so text beyond ASCII must be the smaller part.</summary>
    static bool IsAsciiMostly(ReadOnlySpan<byte> bytes)
    {
        int end = bytes[..Math.Min(bytes.Length, MostText)].IndexOf((byte)0), ascii = 0;
        ReadOnlySpan<byte> text = bytes[..(end < 0 ? Math.Min(bytes.Length, MostText) : end)];
        foreach (byte each in text)
            ascii += each < 0x80 ? 1 : 0;
        return 2 * ascii > text.Length;
    }

    static bool IsUtf16(ReadOnlySpan<byte> bytes)
    {
        const int units = 8;
        for (int i = 0; i < units; i++)
        {
            if (bytes[2 * i + 1] != 0 || !IsPrintable(bytes[2 * i]) || bytes[2 * i] >= 0x80)
                return false;
        }
        return true;
    }

    /// <summary>
    /// Of 256 random bytes 162 differ, give or take 7. Numbers, addresses and text repeat theirs, and mostly show it by
    /// a few zeros among the first 64.
    /// </summary>
    static bool IsRandom(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < RandomBytes || Zeros(bytes) > 3)
            return false;
        return Different(bytes[..FewBytes]) > LeastOfFew && Different(bytes[..RandomBytes]) is > 135 and < 190;
    }

    static int Different(ReadOnlySpan<byte> bytes)
    {
        Span<ulong> seen = stackalloc ulong[4];
        seen.Clear();
        foreach (byte each in bytes)
            seen[each >> 6] |= 1UL << (each & 63);
        return BitOperations.PopCount(seen[0]) + BitOperations.PopCount(seen[1]) + BitOperations.PopCount(seen[2]) + BitOperations.PopCount(seen[3]);
    }

    static int Zeros(ReadOnlySpan<byte> bytes)
    {
        ref byte at = ref MemoryMarshal.GetReference(bytes);
        uint first = Vector256.Equals(Vector256.LoadUnsafe(ref at), Vector256<byte>.Zero).ExtractMostSignificantBits();
        uint second = Vector256.Equals(Vector256.LoadUnsafe(ref at, 32), Vector256<byte>.Zero).ExtractMostSignificantBits();
        return BitOperations.PopCount(first) + BitOperations.PopCount(second);
    }
}
