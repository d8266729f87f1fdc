using Fathom.Evidence;
using Fathom.Sources.Elf;

namespace Fathom.Tests.Sources.Elf;

public class ElfImageTests
{
    static readonly ElfWriter.Symbol Malloc = new("malloc", 0x1100, 0x40);
    static readonly ElfWriter.Symbol Free = new("free", 0x1140, 0x20);

    [Fact]
    public void A_file_at_rest_tells_who_it_is()
    {
        ElfImage image = Open(new ElfWriter { Symbols = [] });

        Assert.Equal("c0ffee", image.BuildId.Value);
        Assert.Equal("libwritten.so.1", image.SoName.Value);
        Assert.Equal("written.debug", image.DebugLink.Value);
        Assert.Equal(ElfType.Shared, image.Header.Type);
        Assert.NotNull(image.Sections.Value.Find(".strtab"));
        Assert.Null(image.Sections.Value.Find(".str"));
    }

    [Fact]
    public void An_arm64_file_reads_alike() =>
        Assert.Equal("c0ffee", Open(new ElfWriter { Machine = ElfHeader.Arm64 }).BuildId.Value);

    [Theory]
    [InlineData(true, false, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    public void Exported_symbols_are_found_by_any_table_that_counts_them(bool gnuHash, bool sysvHash, bool sections)
    {
        ElfImage image = Open(new ElfWriter
        {
            Exports = [new ElfWriter.Symbol("imported", 0, 0, Section: 0), Malloc, Free],
            GnuHash = gnuHash,
            SysvHash = sysvHash,
            Sections = sections,
        });

        Assert.Equal(4, image.ExportedSymbols.Value.Count);
        Assert.Equal(0x1140UL, image.ExportedSymbols.Value.Find("free").Value.Value);
        Assert.Equal("elf-symbol-absent", image.ExportedSymbols.Value.Find("imported").Gap?.Id);
        Assert.Equal("elf-symbol-absent", image.ExportedSymbols.Value.Find("fre").Gap?.Id);
    }

    [Fact]
    public void Nothing_that_counts_the_dynamic_symbols_is_a_gap()
    {
        ElfImage image = Open(new ElfWriter { GnuHash = false, Sections = false });

        Assert.Equal("elf-damaged", image.ExportedSymbols.Gap?.Id);
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(0x7F0000000000UL)]
    public void A_loaded_image_has_its_exports_whether_the_loader_relocated_its_pointers_or_not(ulong pointerBias)
    {
        const ulong at = 0x7F0000000000;
        byte[] file = new ElfWriter { Exports = [Malloc, Free], PointerBias = pointerBias, BssSize = 0x5000 }.Build();
        FakeMemory memory = Loaded(file, at);

        ElfImage image = ElfImage.Open(new LoadedBytes(memory, new Address(at), "libwritten.so")).Value;

        Assert.Equal(at, image.Bias);
        Assert.Equal("c0ffee", image.BuildId.Value);
        Assert.Equal("libwritten.so.1", image.SoName.Value);
        Assert.Equal(0x1100UL, image.ExportedSymbols.Value.Find("malloc").Value.Value);
        Assert.Equal(3, image.ExportedSymbols.Value.Count);
        Assert.Equal("elf-part-absent", image.AllSymbols.Gap?.Id);
    }

    [Fact]
    public void The_default_version_of_a_symbol_is_meant_not_the_old_one()
    {
        ElfImage image = Open(new ElfWriter
        {
            Exports = [new("memcpy", 0x1000, 8, Hidden: true), new("memcpy", 0x2000, 8), new("memcpy", 0x3000, 8, Hidden: true)],
        });

        Assert.Equal(0x2000UL, image.ExportedSymbols.Value.Find("memcpy").Value.Value);
    }

    [Fact]
    public void Two_statics_of_one_name_are_ambiguous_and_a_global_of_that_name_is_not()
    {
        ElfWriter.Symbol first = new("_count", 0x1000, 8, SymbolKind.Data, SymbolBinding.Local);
        ElfWriter.Symbol second = first with { Value = 0x1008 };
        ElfWriter.Symbol global = first with { Value = 0x1010, Binding = SymbolBinding.Global };

        Assert.Equal("elf-symbol-ambiguous", Symbols(first, second).Find("_count").Gap?.Id);
        Assert.Equal(0x1010UL, Symbols(first, second, global).Find("_count").Value.Value);
        Assert.Equal(0x1000UL, Symbols(first, first).Find("_count").Value.Value);
    }

    [Fact]
    public void Many_names_are_answered_in_their_order_even_one_asked_twice()
    {
        SymbolTable table = Symbols(Malloc, Free, new("os_free", 0x1200, 8));

        ulong?[] values = [.. table.FindEach(["free", "none", "os_free", "malloc", "free"])
            .Select(found => found.Ok ? found.Value.Value : (ulong?)null)];

        Assert.Equal([0x1140UL, null, 0x1200UL, 0x1100UL, 0x1140UL], values);
    }

    [Fact]
    public void Names_are_found_across_the_windows_of_a_large_table()
    {
        ElfWriter.Symbol[] symbols = [.. Enumerable.Range(0, 9000)
            .Select(i => new ElfWriter.Symbol($"_ZN6Symbol{i:D6}E", (ulong)i * 16, 16))];
        SymbolTable table = Symbols(symbols);

        string[] names = [.. symbols.Where((_, i) => i % 7 == 0).Select(s => s.Name)];
        ulong[] found = [.. table.FindEach(names).Select(s => s.Value.Value)];

        Assert.Equal(symbols.Where((_, i) => i % 7 == 0).Select(s => s.Value), found);
    }

    [Theory]
    [InlineData(new byte[0], "elf-unreadable")]
    [InlineData(new byte[] { 0x7F, (byte)'E', (byte)'L' }, "elf-not-elf")]
    [InlineData(new byte[] { 0xCA, 0xFE, 0xBA, 0xBE, 0, 0 }, "elf-not-elf")]
    [InlineData(new byte[] { 0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1 }, "elf-unreadable")]
    public void What_is_no_elf_file_says_so(byte[] bytes, string gap) =>
        Assert.Equal(gap, ElfImage.Open(new ArrayBytes(bytes)).Gap?.Id);

    [Theory]
    [InlineData(4, 1, "not 64-bit")]
    [InlineData(5, 2, "big-endian")]
    public void Other_classes_of_elf_are_named(int at, byte value, string word)
    {
        byte[] file = new ElfWriter().Build();
        file[at] = value;

        Assert.Contains(word, ElfImage.Open(new ArrayBytes(file)).Gap?.What, StringComparison.Ordinal);
    }

    [Fact]
    public void More_program_headers_than_the_limit_are_refused_and_the_limit_itself_is_read()
    {
        byte[] file = new ElfWriter().Build();
        Array.Resize(ref file, ElfHeader.Size + (Limits.ElfProgramHeaders + 1) * ProgramHeader.Size);

        Assert.True(ElfImage.Open(new ArrayBytes(WithHeaders(file, Limits.ElfProgramHeaders))).Ok);
        Assert.Equal("elf-too-large", ElfImage.Open(new ArrayBytes(WithHeaders(file, Limits.ElfProgramHeaders + 1))).Gap?.Id);
    }

    [Fact]
    public void A_chain_of_hashes_without_end_is_not_followed_for_ever()
    {
        byte[] file = new ElfWriter { Exports = [Malloc], Sections = false }.Build();
        for (int i = 0; i + 4 <= 0x1000; i += 4)
        {
            if (BitConverter.ToUInt32(file, i) == (ElfWriter.Hash("malloc") | 1))
                file[i] &= 0xFE;
        }

        Result<SymbolTable> table = Open(file).ExportedSymbols;

        Assert.True(!table.Ok || !table.Value.Find("malloc").Ok || table.Value.Count < Limits.ElfSymbols);
    }

    internal static FakeMemory Loaded(byte[] file, ulong bias)
    {
        var memory = new FakeMemory();
        foreach (ProgramHeader segment in Open(file).Segments.Where(s => s.Type == SegmentType.Load))
        {
            byte[] bytes = new byte[segment.MemorySize];
            file.AsSpan((int)segment.Offset, (int)segment.FileSize).CopyTo(bytes);
            memory.Put(unchecked(bias + segment.VirtualAddress), bytes);
        }
        return memory;
    }

    internal static ElfImage Open(ElfWriter writer) => Open(writer.Build());

    static ElfImage Open(byte[] file) => ElfImage.Open(new ArrayBytes(file)).Value;

    static SymbolTable Symbols(params ElfWriter.Symbol[] symbols) =>
        Open(new ElfWriter { Symbols = symbols }).AllSymbols.Value;

    static byte[] WithHeaders(byte[] file, int count)
    {
        byte[] copy = [.. file];
        BitConverter.TryWriteBytes(copy.AsSpan(56), (ushort)count);
        return copy;
    }
}
