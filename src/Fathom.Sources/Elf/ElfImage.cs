using Fathom.Evidence;

namespace Fathom.Sources.Elf;

/// <summary>
/// One ELF64 little-endian image (gABI, elf(5)), at rest or loaded. Nothing in it is believed: what does not fit is a
/// gap, and no table is read before something asks for it.
/// </summary>
public sealed partial class ElfImage
{
    readonly IElfBytes _bytes;
    readonly ProgramHeader[] _segments;
    readonly ulong _firstAddress;
    Result<SectionTable>? _sections;
    Result<DynamicSection>? _dynamic;

    ElfImage(IElfBytes bytes, ElfHeader header, ProgramHeader[] segments)
    {
        _bytes = bytes;
        _segments = segments;
        Header = header;
        _firstAddress = AddressOfOffsetZero();
    }

    public string Place => _bytes.Place;

    public ElfHeader Header { get; }

    public IReadOnlyList<ProgramHeader> Segments => _segments;

    /// <summary>What the loader added to the file's own addresses; null for a file at rest.</summary>
    public ulong? Bias => _bytes.LoadedAt is { } start ? unchecked(start.Value - _firstAddress) : null;

    public Result<SectionTable> Sections => _sections ??= SectionTable.Read(_bytes, Header);

    public Result<DynamicSection> Dynamic => _dynamic ??= ReadDynamic();

    public static Result<ElfImage> Open(IElfBytes bytes)
    {
        Result<ElfHeader> header = ElfHeader.Read(bytes);
        if (header.Gap is { } notElf)
            return notElf;
        Result<ProgramHeader[]> segments = ProgramHeader.ReadAll(
            bytes, header.Value.ProgramHeadersAt, header.Value.ProgramHeaders, Limits.ElfProgramHeaders);
        return segments.Gap is { } gap ? gap : new ElfImage(bytes, header.Value, segments.Value);
    }

    /// <summary>
    /// The bytes that lie at one of the file's own addresses, up to the end of what the file holds of the segment.
    /// </summary>
    public ElfPart At(ulong address)
    {
        foreach (ProgramHeader segment in _segments)
        {
            if (segment.Type != SegmentType.Load || !segment.HoldsInFile(address))
                continue;
            ulong into = address - segment.VirtualAddress;
            ulong at = _bytes.LoadedAt is null ? segment.Offset + into : unchecked(address - _firstAddress);
            return new ElfPart(_bytes, at, segment.FileSize - into);
        }
        return default;
    }

    /// <summary>Linkers put the headers into the first segment, at offset 0; the loader relies on it (AT_PHDR).</summary>
    ulong AddressOfOffsetZero()
    {
        foreach (ProgramHeader segment in _segments)
        {
            if (segment.Type == SegmentType.Load)
                return unchecked(segment.VirtualAddress - segment.Offset);
        }
        return 0;
    }

    Result<DynamicSection> ReadDynamic()
    {
        foreach (ProgramHeader segment in _segments)
        {
            if (segment.Type == SegmentType.Dynamic)
                return DynamicSection.Read(At(segment.VirtualAddress), Place);
        }
        return Gaps.ElfPartAbsent.At(Place, null, "dynamic section");
    }

    /// <summary>
    /// glibc overwrites the pointers of a loaded dynamic section with true addresses, musl and the vdso leave them.
    /// </summary>
    ElfPart AtPointer(ulong pointer)
    {
        ElfPart part = At(pointer);
        return part.IsEmpty && Bias is { } bias ? At(unchecked(pointer - bias)) : part;
    }
}
