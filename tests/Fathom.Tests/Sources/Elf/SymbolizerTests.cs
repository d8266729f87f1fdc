using Fathom.Evidence;
using Fathom.Sources.Elf;

namespace Fathom.Tests.Sources.Elf;

public class SymbolizerTests
{
    const ulong Bias = 0x7F1234560000;

    [Theory]
    [InlineData(0x1100, "libwritten.so+malloc")]
    [InlineData(0x1110, "libwritten.so+malloc+0x10")]
    [InlineData(0x10FF, "libwritten.so+0x10ff")]
    public void An_address_is_said_by_the_symbol_that_covers_it(ulong address, string expected) =>
        Assert.Equal(expected, Find(address, new ElfWriter.Symbol("malloc", 0x1100, 0x40)));

    [Fact]
    public void An_address_past_the_end_of_a_symbol_is_not_its_neighbour() =>
        Assert.Equal("libwritten.so+0x1140", Find(0x1140, new("malloc", 0x1100, 0x40), new("free", 0x1180, 0x10)));

    [Theory]
    [InlineData(0x1100, "libwritten.so+_start")]
    [InlineData(0x1101, "libwritten.so+0x1101")]
    public void A_symbol_without_size_has_only_its_own_address(ulong address, string expected) =>
        Assert.Equal(expected, Find(address, new ElfWriter.Symbol("_start", 0x1100, 0, SymbolKind.None)));

    [Theory]
    [InlineData(0x1010, "libwritten.so+inner")]
    [InlineData(0x1020, "libwritten.so+outer+0x20")]
    public void A_symbol_inside_another_gives_the_rest_back(ulong address, string expected) =>
        Assert.Equal(expected, Find(address, new("outer", 0x1000, 0x100), new("inner", 0x1010, 0x10)));

    [Fact]
    public void Of_two_names_for_the_same_bytes_the_global_one_is_said() =>
        Assert.Equal(
            "libwritten.so+malloc",
            Find(0x1100, new("__libc_malloc", 0x1100, 8, Binding: SymbolBinding.Local), new("malloc", 0x1100, 8)));

    [Fact]
    public void Thread_locals_absolute_numbers_and_imports_are_no_addresses() =>
        Assert.Equal(
            "libwritten.so+0x10",
            Find(
                0x10,
                new("errno", 0x10, 8, SymbolKind.ThreadLocal),
                new("GLIBC_2.34", 0x10, 8, SymbolKind.Data, Section: 0xFFF1),
                new("imported", 0x10, 8, Section: 0)));

    [Fact]
    public void A_symbol_that_claims_the_end_of_the_address_space_does_not_overflow() =>
        Assert.Equal("libwritten.so+huge+0x10", Find(0x1110, new ElfWriter.Symbol("huge", 0x1100, ulong.MaxValue)));

    [Fact]
    public void An_image_that_cannot_be_opened_leaves_the_offset_and_a_gap_once()
    {
        var symbolizer = new Symbolizer([Image()], image => Gaps.ElfNotElf.At(image.Name));

        Assert.Equal("libwritten.so+0x1000", symbolizer.Find(new Address(Bias + 0x1000)).ToString());
        Assert.Equal("libwritten.so+0x1008", symbolizer.Find(new Address(Bias + 0x1008)).ToString());
        Assert.Single(symbolizer.Missing);
    }

    [Fact]
    public void An_address_outside_every_image_is_nowhere() =>
        Assert.Null(new Symbolizer([Image()], image => Gaps.ElfNotElf.At(image.Name)).Find(new Address(0x1000)));

    static LoadedImage Image() =>
        new("/usr/lib/libwritten.so", new AddressRange(new Address(Bias), new Address(Bias + 0x10000)), Bias, []);

    static string? Find(ulong address, params ElfWriter.Symbol[] symbols)
    {
        ElfImage file = ElfImageTests.Open(new ElfWriter { Symbols = symbols });
        return new Symbolizer([Image()], _ => file).Find(new Address(Bias + address))?.ToString();
    }
}
