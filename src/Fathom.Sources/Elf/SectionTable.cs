using Fathom.Evidence;

namespace Fathom.Sources.Elf;

/// <summary>The sections of a file at rest. A loaded image has none: the loader does not map their headers.</summary>
public sealed class SectionTable
{
    readonly IElfBytes _bytes;
    readonly SectionHeader[] _sections;
    readonly StringTable _names;

    SectionTable(IElfBytes bytes, SectionHeader[] sections, uint names)
    {
        _bytes = bytes;
        _sections = sections;
        _names = new StringTable(names < sections.Length ? sections[names].In(bytes) : default);
    }

    public IReadOnlyList<SectionHeader> All => _sections;

    public string NameOf(SectionHeader section) => _names.At(section.Name);

    public SectionHeader? Find(string name)
    {
        byte[] wanted = StringTable.Terminated(name);
        foreach (SectionHeader section in _sections)
        {
            if (_names.Matches(section.Name, wanted))
                return section;
        }
        return null;
    }

    public SectionHeader? FirstOf(SectionType type)
    {
        foreach (SectionHeader section in _sections)
        {
            if (section.Type == type)
                return section;
        }
        return null;
    }

    /// <summary>The string table that a section of symbols refers to by its sh_link.</summary>
    public ElfPart Linked(SectionHeader section) =>
        section.Link < _sections.Length ? _sections[section.Link].In(_bytes) : default;

    public static Result<SectionTable> Read(IElfBytes bytes, ElfHeader header)
    {
        if (bytes.LoadedAt is not null || header.SectionHeadersAt == 0)
            return Gaps.ElfPartAbsent.At(bytes.Place, null, "section headers");
        var all = new ElfPart(bytes, header.SectionHeadersAt, ulong.MaxValue);
        Span<byte> entry = stackalloc byte[SectionHeader.Size];
        if (!all.ReadWhole(0, entry))
            return Gaps.ElfUnreadable.At(bytes.Place, null, "section headers");
        SectionHeader first = SectionHeader.Parse(entry);
        ulong count = header.SectionHeaders == 0 ? first.Length : header.SectionHeaders;
        uint names = header.SectionNames == ElfHeader.NumberElsewhere ? first.Link : header.SectionNames;
        if (count > Limits.ElfSections)
            return Gaps.ElfTooLarge.At(bytes.Place, null, "sections");
        return ReadEach(bytes, all, (int)count, names);
    }

    static Result<SectionTable> ReadEach(IElfBytes bytes, ElfPart all, int count, uint names)
    {
        var sections = new SectionHeader[count];
        Span<byte> entry = stackalloc byte[SectionHeader.Size];
        for (int i = 0; i < count; i++)
        {
            if (!all.ReadWhole((ulong)i * SectionHeader.Size, entry))
                return Gaps.ElfUnreadable.At(bytes.Place, null, "section headers");
            sections[i] = SectionHeader.Parse(entry);
        }
        return new SectionTable(bytes, sections, names);
    }
}
