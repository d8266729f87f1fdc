using Fathom.Evidence;

namespace Fathom.Sources.Elf;

/// <summary>The two symbol tables.</summary>
public sealed partial class ElfImage
{
    Result<SymbolTable>? _exported;
    Result<SymbolTable>? _all;

    /// <summary>.dynsym: there in every image, at rest or loaded.</summary>
    public Result<SymbolTable> ExportedSymbols => _exported ??= ReadExported();

    /// <summary>.symtab: only in files, and only in those that are not stripped.</summary>
    public Result<SymbolTable> AllSymbols => _all ??= ReadAll();

    /// <summary>.symtab where there is one, else .dynsym.</summary>
    public Result<SymbolTable> BestSymbols => AllSymbols.Ok ? AllSymbols : ExportedSymbols;

    Result<SymbolTable> ReadAll()
    {
        Result<SectionTable> sections = Sections;
        if (sections.Gap is { } gap)
            return gap;
        if (sections.Value.FirstOf(SectionType.Symbols) is not { } section)
            return Gaps.ElfPartAbsent.At(Place, null, ".symtab");
        return Table(section.In(_bytes), sections.Value.Linked(section));
    }

    Result<SymbolTable> ReadExported()
    {
        Result<DynamicSection> dynamic = Dynamic;
        if (dynamic.Gap is { } gap)
            return gap;
        if (dynamic.Value[DynamicTag.Symbols] is not { } symbols)
            return Gaps.ElfPartAbsent.At(Place, null, "dynamic symbols");
        GnuHash? hash = dynamic.Value[DynamicTag.GnuHash] is { } at ? GnuHash.Read(AtPointer(at)) : null;
        if (CountExported(dynamic.Value, hash) is not { } count)
            return Gaps.ElfDamaged.At(Place, null, "nothing says how many dynamic symbols there are");
        ElfPart versions = dynamic.Value[DynamicTag.Versions] is { } version ? AtPointer(version) : default;
        ElfPart part = AtPointer(symbols).From(0, (ulong)count * ElfSymbol.EntrySize);
        return Table(part, DynamicStrings(dynamic.Value), versions, hash);
    }

    Result<SymbolTable> Table(ElfPart symbols, ElfPart names, ElfPart versions = default, GnuHash? hash = null)
    {
        if (symbols.Length / ElfSymbol.EntrySize > Limits.ElfSymbols)
            return Gaps.ElfTooLarge.At(Place, null, "symbols");
        ElfPart whole = symbols.From(0, symbols.Length - symbols.Length % ElfSymbol.EntrySize);
        return new SymbolTable(whole, names, Place, versions, hash);
    }

    /// <summary>DT_HASH says it outright (nchain), section headers by their length, DT_GNU_HASH by its last chain.</summary>
    uint? CountExported(DynamicSection dynamic, GnuHash? hash)
    {
        if (dynamic[DynamicTag.Hash] is { } at && AtPointer(at).ReadUInt32(4) is { } chains)
            return chains;
        if (Sections.Ok && Sections.Value.FirstOf(SectionType.DynamicSymbols) is { } section)
            return (uint)Math.Min(section.Length / ElfSymbol.EntrySize, uint.MaxValue);
        return hash?.CountSymbols();
    }

    ElfPart DynamicStrings(DynamicSection dynamic)
    {
        if (dynamic[DynamicTag.Strings] is not { } strings)
            return default;
        return AtPointer(strings).From(0, dynamic[DynamicTag.StringsSize] ?? ulong.MaxValue);
    }
}
