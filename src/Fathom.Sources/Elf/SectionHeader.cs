using static System.Buffers.Binary.BinaryPrimitives;

namespace Fathom.Sources.Elf;

/// <summary>sh_type of the gABI and of GNU.</summary>
public enum SectionType : uint
{
    None = 0,
    Symbols = 2,
    Strings = 3,
    NoBits = 8,
    DynamicSymbols = 11,
}

/// <summary>One Elf64_Shdr; its name is an offset into the table of section names.</summary>
public readonly record struct SectionHeader(
    uint Name, SectionType Type, ulong Address, ulong Offset, ulong Length, uint Link, uint Extra)
{
    public const int Size = 64;

    public static SectionHeader Parse(ReadOnlySpan<byte> bytes) => new(
        ReadUInt32LittleEndian(bytes),
        (SectionType)ReadUInt32LittleEndian(bytes[4..]),
        ReadUInt64LittleEndian(bytes[16..]),
        ReadUInt64LittleEndian(bytes[24..]),
        ReadUInt64LittleEndian(bytes[32..]),
        ReadUInt32LittleEndian(bytes[40..]),
        ReadUInt32LittleEndian(bytes[44..]));

    /// <summary>.bss and .tbss have a length but no bytes in the file.</summary>
    public ElfPart In(IElfBytes bytes) =>
        Type is SectionType.NoBits or SectionType.None ? default : new ElfPart(bytes, Offset, Length);
}
