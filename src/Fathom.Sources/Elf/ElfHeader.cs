using Fathom.Evidence;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Fathom.Sources.Elf;

/// <summary>e_type of the gABI.</summary>
public enum ElfType : ushort
{
    Executable = 2,
    Shared = 3,
    Core = 4,
}

/// <summary>The beginning of an ELF64 file (elf(5), Elf64_Ehdr). The machine is carried, not judged.</summary>
public readonly record struct ElfHeader(
    ElfType Type,
    ushort Machine,
    ulong Entry,
    ulong ProgramHeadersAt,
    ushort ProgramHeaders,
    ulong SectionHeadersAt,
    ushort SectionHeaders,
    ushort SectionNames)
{
    public const int Size = 64;

    public const ushort X86_64 = 62;

    public const ushort Arm64 = 183;

    /// <summary>PN_XNUM, SHN_XINDEX: the true number did not fit and stands in section header 0.</summary>
    public const ushort NumberElsewhere = 0xFFFF;

    public static ReadOnlySpan<byte> Magic => "\u007fELF"u8;

    public static Result<ElfHeader> Read(IElfBytes bytes)
    {
        Span<byte> head = stackalloc byte[Size];
        int got = bytes.Read(0, head);
        return Parse(head[..got], bytes.Place);
    }

    public static Result<ElfHeader> Parse(ReadOnlySpan<byte> head, string place)
    {
        if (head.Length < Magic.Length)
            return head.IsEmpty ? Gaps.ElfUnreadable.At(place, null, "header") : Gaps.ElfNotElf.At(place);
        if (!head.StartsWith(Magic))
            return Gaps.ElfNotElf.At(place);
        if (head.Length < Size)
            return Gaps.ElfUnreadable.At(place, null, "header");
        if (head[4] != 2 || head[5] != 1)
            return Gaps.ElfUnsupported.At(place, null, head[4] != 2 ? "not 64-bit" : "big-endian");
        var header = new ElfHeader(
            (ElfType)ReadUInt16LittleEndian(head[16..]),
            ReadUInt16LittleEndian(head[18..]),
            ReadUInt64LittleEndian(head[24..]),
            ReadUInt64LittleEndian(head[32..]),
            ReadUInt16LittleEndian(head[56..]),
            ReadUInt64LittleEndian(head[40..]),
            ReadUInt16LittleEndian(head[60..]),
            ReadUInt16LittleEndian(head[62..]));
        if (header.ProgramHeaders > 0 && ReadUInt16LittleEndian(head[54..]) != ProgramHeader.Size)
            return Gaps.ElfDamaged.At(place, null, "program headers are not 56 bytes long");
        return header;
    }
}
