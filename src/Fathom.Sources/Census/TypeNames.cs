using System.Buffers.Binary;
using System.Text;
using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Census;

/// <summary>
/// Names the class of a virtual table in a library without symbols: before the table stand how far the object begins
/// before it, and the class's type_info, which has its name (Itanium C++ ABI 2.5.2 and 2.9).
/// </summary>
sealed class TypeNames(IMemory memory, LibraryPages libraries)
{
    const int LongestName = 512;

    /// <summary>A part of an object with several bases begins within it.</summary>
    const long FarthestBase = 1 << 20;

    /// <summary>The class as its symbol would write it; null where this is no table.</summary>
    public string? Of(ulong table)
    {
        Span<byte> words = stackalloc byte[24];
        if (table < 16 || memory.Read(new Address(table - 16), words) < words.Length)
            return null;
        long toTop = BinaryPrimitives.ReadInt64LittleEndian(words);
        ulong type = BinaryPrimitives.ReadUInt64LittleEndian(words[8..]), first = BinaryPrimitives.ReadUInt64LittleEndian(words[16..]);
        bool isTable = toTop is <= 0 and > -FarthestBase && IsIn(type, WordKind.Constant, WordKind.Data)
            && (first == 0 || IsIn(first, WordKind.Code, WordKind.Code));
        if (!isTable || memory.Read(new Address(type), words[..16]) < 16)
            return null;
        ulong name = BinaryPrimitives.ReadUInt64LittleEndian(words[8..]);
        return IsIn(BinaryPrimitives.ReadUInt64LittleEndian(words), WordKind.Constant, WordKind.Data) && IsIn(name, WordKind.Constant, WordKind.Constant)
            ? NameAt(name) : null;
    }

    bool IsIn(ulong address, WordKind one, WordKind other) =>
        libraries.TryFind(address, out _, out WordKind kind) && (kind == one || kind == other);

    string? NameAt(ulong at)
    {
        Span<byte> bytes = stackalloc byte[LongestName];
        bytes = bytes[..memory.Read(new Address(at), bytes)];
        // A name that other files cannot see begins with a star.
        ReadOnlySpan<byte> name = bytes is [(byte)'*', ..] ? bytes[1..] : bytes;
        int end = name.IndexOf((byte)0);
        if (end < 2 || name[..end].IndexOfAnyExcept(Letters) >= 0)
            return null;
        return char.IsAsciiDigit((char)name[0]) || name[0] is (byte)'N' or (byte)'S' or (byte)'Z' ? Encoding.ASCII.GetString(name[..end]) : null;
    }

    static readonly System.Buffers.SearchValues<byte> Letters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.$"u8);
}
