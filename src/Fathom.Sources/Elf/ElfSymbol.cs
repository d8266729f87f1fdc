using static System.Buffers.Binary.BinaryPrimitives;

namespace Fathom.Sources.Elf;

/// <summary>The low half of st_info.</summary>
public enum SymbolKind : byte
{
    None = 0,
    Data = 1,
    Function = 2,
    Section = 3,
    File = 4,
    Common = 5,
    ThreadLocal = 6,
    Indirect = 10,
}

/// <summary>The high half of st_info.</summary>
public enum SymbolBinding : byte
{
    Local = 0,
    Global = 1,
    Weak = 2,
    Unique = 10,
}

/// <summary>One Elf64_Sym. Its value is an address of the file's own: the image's bias comes on top.</summary>
public readonly record struct ElfSymbol(
    uint Name, SymbolKind Kind, SymbolBinding Binding, ushort Section, ulong Value, ulong Size)
{
    public const int EntrySize = 24;

    const ushort Absolute = 0xFFF1;

    public bool IsDefined => Section != 0;

    /// <summary>Lies in memory at its value. Thread-locals are offsets, absolute ones are numbers.</summary>
    public bool HasAddress =>
        IsDefined
        && Section != Absolute
        && Kind is SymbolKind.None or SymbolKind.Data or SymbolKind.Function or SymbolKind.Indirect;

    public static ElfSymbol Parse(ReadOnlySpan<byte> bytes) => new(
        ReadUInt32LittleEndian(bytes),
        (SymbolKind)(bytes[4] & 0xF),
        (SymbolBinding)(bytes[4] >> 4),
        ReadUInt16LittleEndian(bytes[6..]),
        ReadUInt64LittleEndian(bytes[8..]),
        ReadUInt64LittleEndian(bytes[16..]));
}
