using Fathom.Evidence;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Fathom.Sources.Elf;

/// <summary>p_type of the gABI and of GNU.</summary>
public enum SegmentType : uint
{
    Load = 1,
    Dynamic = 2,
    Note = 4,
    ThreadLocal = 7,
    FrameTable = 0x6474E550,
    ReadOnlyAfterRelocation = 0x6474E552,
}

/// <summary>p_flags.</summary>
[Flags]
public enum SegmentAccess : uint
{
    None = 0,
    Execute = 1,
    Write = 2,
    Read = 4,
}

/// <summary>
/// One Elf64_Phdr. Its ends do not overflow: a header whose sums do is never made, so nobody behind needs to check.
/// </summary>
public readonly record struct ProgramHeader(
    SegmentType Type,
    SegmentAccess Access,
    ulong Offset,
    ulong VirtualAddress,
    ulong FileSize,
    ulong MemorySize,
    ulong Alignment)
{
    public const int Size = 56;

    const int Chunk = 64;

    public ulong FileEnd => VirtualAddress + FileSize;

    public ulong MemoryEnd => VirtualAddress + MemorySize;

    public bool HoldsInFile(ulong address) => address >= VirtualAddress && address < FileEnd;

    public static bool TryParse(ReadOnlySpan<byte> bytes, out ProgramHeader header)
    {
        header = new ProgramHeader(
            (SegmentType)ReadUInt32LittleEndian(bytes),
            (SegmentAccess)ReadUInt32LittleEndian(bytes[4..]),
            ReadUInt64LittleEndian(bytes[8..]),
            ReadUInt64LittleEndian(bytes[16..]),
            ReadUInt64LittleEndian(bytes[32..]),
            ReadUInt64LittleEndian(bytes[40..]),
            ReadUInt64LittleEndian(bytes[48..]));
        return header.FileSize <= ulong.MaxValue - header.Offset
            && header.FileSize <= ulong.MaxValue - header.VirtualAddress
            && header.MemorySize <= ulong.MaxValue - header.VirtualAddress
            && (header.Type != SegmentType.Load || header.FileSize <= header.MemorySize);
    }

    /// <summary>All of them, in the file's order.</summary>
    public static Result<ProgramHeader[]> ReadAll(IElfBytes bytes, ulong at, uint count, int limit)
    {
        if (count > limit)
            return Gaps.ElfTooLarge.At(bytes.Place, null, "program headers");
        var part = new ElfPart(bytes, at, (ulong)count * Size);
        // The last is read before all are allocated: a header that promises two million entries must have them.
        Span<byte> entries = stackalloc byte[Chunk * Size];
        if (count > 0 && !part.ReadWhole((ulong)(count - 1) * Size, entries[..Size]))
            return Gaps.ElfUnreadable.At(bytes.Place, null, "program headers");
        var headers = new ProgramHeader[count];
        for (int i = 0; i < headers.Length; i++)
        {
            Span<byte> now = entries[..(Math.Min(Chunk, headers.Length - (i - i % Chunk)) * Size)];
            if (i % Chunk == 0 && !part.ReadWhole((ulong)i * Size, now))
                return Gaps.ElfUnreadable.At(bytes.Place, null, "program headers");
            if (!TryParse(now[(i % Chunk * Size)..], out headers[i]))
                return Gaps.ElfDamaged.At(bytes.Place, null, "a segment ends before it begins");
        }
        return headers;
    }
}
