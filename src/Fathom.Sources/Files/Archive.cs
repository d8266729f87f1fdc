using System.IO.Compression;
using System.Text;
using Fathom.Evidence;

namespace Fathom.Sources.Files;

/// <summary>
/// The texts within a gzip, zip or tar file. What it says of its own sizes is not believed: unpacking stops where the text
/// is longer than a text may be, or longer than one packs to so few bytes.
/// </summary>
static class Archive
{
    const int TarBlock = 512;

    /// <summary>A small file may be all of one repeated line.</summary>
    const int AlwaysAllowed = 1 << 20;

    public static bool IsOne(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) || head.StartsWith("PK\x03\x04"u8) || IsTar(head);

    static bool IsTar(ReadOnlySpan<byte> head) => head.Length > 262 && head[257..].StartsWith("ustar"u8);

    /// <param name="take">Gets each text with its name; false ends it.</param>
    public static Gap? Read(byte[] packed, string place, Func<string, byte[], bool> take)
    {
        if (IsTar(packed))
            return ReadTar(packed, place, take);
        try
        {
            return packed is [(byte)'P', ..] ? ReadZip(packed, place, take) : ReadGzip(packed, place, take);
        }
        catch (InvalidDataException)
        {
            return Gaps.PackedDamaged.At(place);
        }
    }

    static Gap? ReadGzip(byte[] packed, string place, Func<string, byte[], bool> take)
    {
        using GZipStream unpacked = new(new MemoryStream(packed), CompressionMode.Decompress);
        if (!ReadAll(unpacked, packed.Length, place, out bool isCut).Try(out byte[]? text, out Gap? gap))
            return gap;
        take(place, text);
        return isCut ? Gaps.PackedDamaged.At(place) : null;
    }

    static Gap? ReadZip(byte[] packed, string place, Func<string, byte[], bool> take)
    {
        using ZipArchive zip = new(new MemoryStream(packed), ZipArchiveMode.Read);
        Gap? first = null;
        foreach (ZipArchiveEntry entry in zip.Entries.Take(Limits.SavedFiles))
        {
            if (entry.FullName.EndsWith('/'))
                continue;
            string name = place + ":" + entry.FullName;
            using Stream unpacked = entry.Open();
            if (!ReadAll(unpacked, Math.Min(entry.CompressedLength, packed.Length), name, out _).Try(out byte[]? text, out Gap? gap))
                first ??= gap;
            else if (!take(name, text))
                break;
        }
        return first;
    }

    /// <summary>POSIX ustar: a block with name and size in octal, then the file in blocks.</summary>
    static Gap? ReadTar(ReadOnlySpan<byte> tar, string place, Func<string, byte[], bool> take)
    {
        while (tar.Length >= TarBlock && IsTar(tar))
        {
            ReadOnlySpan<byte> name = tar[..100];
            long size = Octal(tar[124..136]);
            if (size < 0 || size > tar.Length - TarBlock)
                return Gaps.PackedDamaged.At(place);
            bool isFile = tar[156] is (byte)'0' or 0;
            int zero = name.IndexOf((byte)0);
            if (isFile && !take(place + ":" + Encoding.UTF8.GetString(zero < 0 ? name : name[..zero]), tar.Slice(TarBlock, (int)size).ToArray()))
                return null;
            long whole = TarBlock + (size + TarBlock - 1) / TarBlock * TarBlock;
            tar = whole >= tar.Length ? [] : tar[(int)whole..];
        }
        return null;
    }

    static long Octal(ReadOnlySpan<byte> digits)
    {
        long value = 0;
        foreach (byte b in digits.Trim(" \0"u8))
        {
            if (b is < (byte)'0' or > (byte)'7' || value > int.MaxValue)
                return -1;
            value = value * 8 + (b - '0');
        }
        return value;
    }

    /// <summary>What a damaged stream gave before its damage is a text as well.</summary>
    static Result<byte[]> ReadAll(Stream unpacked, long packedLength, string place, out bool isCut)
    {
        isCut = false;
        long most = Math.Min(Limits.SavedTextBytes, AlwaysAllowed + packedLength * Limits.PackedRatio);
        using MemoryStream text = new();
        byte[] part = new byte[64 * 1024];
        while (true)
        {
            int got;
            try
            {
                got = unpacked.Read(part);
            }
            catch (InvalidDataException) when (text.Length > 0)
            {
                isCut = true;
                break;
            }
            if (got == 0)
                break;
            if (text.Length + got > most)
                return Gaps.PackedTooLong.At(place, null, (most >> 20).ToString(System.Globalization.CultureInfo.InvariantCulture));
            text.Write(part, 0, got);
        }
        return text.ToArray();
    }
}
