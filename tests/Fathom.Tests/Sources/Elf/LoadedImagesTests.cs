using Fathom.Evidence;
using Fathom.Sources.Elf;

namespace Fathom.Tests.Sources.Elf;

public class LoadedImagesTests
{
    const ulong At = 0x7F0000000000;
    const ulong Data = At + ElfWriter.DataAddress;
    const ulong Bss = Data + 0x1000;

    [Fact]
    public void The_nameless_pages_behind_a_library_are_its_bss_up_to_the_end_its_headers_say()
    {
        LoadedImage image = Assert.Single(Find(0x2800, MappingsOf(At, bss: 0x2000)));

        Assert.Equal("/usr/lib/libwritten.so", image.Name);
        Assert.Equal(At, image.Bias);
        Assert.Equal(Range(At, Bss + 0x2000), image.Range);
        Assert.Equal([Range(Bss, Bss + 0x2000)], image.ZeroFill);
    }

    [Fact]
    public void A_neighbour_that_the_kernel_joined_to_the_bss_keeps_its_pages() =>
        Assert.Equal([Range(Bss, Bss + 0x2000)], Find(0x2800, MappingsOf(At, bss: 0x900000)).Single().ZeroFill);

    [Fact]
    public void A_bss_that_was_split_is_claimed_in_its_parts_and_not_over_a_hole()
    {
        Mapping[] mappings = MappingsOf(At, bss: 0x1000);
        Mapping rest = mappings[^1] with { Range = Range(Bss + 0x1000, Bss + 0x2000), Access = Access.Read };
        Mapping behindHole = rest with { Range = Range(Bss + 0x3000, Bss + 0x4000) };

        Assert.Equal(
            [Range(Bss, Bss + 0x1000), Range(Bss + 0x1000, Bss + 0x2000)],
            Find(0x4800, [.. mappings, rest, behindHole]).Single().ZeroFill);
    }

    [Fact]
    public void A_bss_that_ends_in_the_page_of_the_data_needs_no_pages_of_its_own() =>
        Assert.Empty(Find(0x800, MappingsOf(At, bss: 0x2000)).Single().ZeroFill);

    [Fact]
    public void A_library_that_is_read_as_data_owns_nothing_behind_it()
    {
        Mapping data = Mapped(At, At + 0x4000, Access.Read, 0);
        Mapping heap = new(Range(At + 0x4000, At + 0x9000), Access.Read | Access.Write, 0, default, 0, "", false);

        Assert.All(Find(0x5000, [data, heap]), image => Assert.Empty(image.ZeroFill));
    }

    [Fact]
    public void Another_file_in_the_place_of_the_data_breaks_the_claim()
    {
        Mapping[] mappings = MappingsOf(At, bss: 0x2000);
        mappings[1] = mappings[1] with { Inode = 99 };

        Assert.Empty(Find(0x2800, mappings).Single().ZeroFill);
    }

    [Theory]
    [InlineData("[heap]", 1)]
    [InlineData("[anon:.bss]", 1)]
    [InlineData("[stack]", 0)]
    [InlineData("/usr/lib/other.so", 0)]
    public void The_name_behind_the_data_decides(string name, int claims)
    {
        Mapping[] mappings = MappingsOf(At, bss: 0x2000);
        mappings[^1] = mappings[^1] with { Name = name };

        Assert.Equal(claims, Find(0x2800, mappings).Single().ZeroFill.Count);
    }

    [Fact]
    public void A_library_mapped_twice_is_two_images()
    {
        const ulong second = At + 0x100000;
        byte[] file = new ElfWriter { BssSize = 0x2800 }.Build();
        FakeMemory memory = ElfImageTests.Loaded(file, At);
        memory.Put(second, file[..0x1000]).Put(second + 0x3000, new byte[0x1000]);

        IReadOnlyList<LoadedImage> images =
            LoadedImages.Find([.. MappingsOf(At, 0x2000), .. MappingsOf(second, 0x2000)], memory, []);

        Assert.Equal([At, second], images.Select(i => i.Bias));
        Assert.All(images, i => Assert.Equal(0x2000, Assert.Single(i.ZeroFill).Length.Value));
    }

    [Fact]
    public void A_program_that_is_not_position_independent_has_no_bias()
    {
        const ulong start = 0x400000;
        byte[] file = new ElfWriter { Type = ElfType.Executable, Base = start, BssSize = 0x2800 }.Build();

        LoadedImage image = LoadedImages.Find(MappingsOf(start, 0x2000), ElfImageTests.Loaded(file, 0), []).Single();

        Assert.Equal(0UL, image.Bias);
        Assert.Equal([Range(start + 0x4000, start + 0x6000)], image.ZeroFill);
    }

    [Fact]
    public void Such_a_program_elsewhere_is_data()
    {
        byte[] file = new ElfWriter { Type = ElfType.Executable, Base = 0x400000, BssSize = 0x2800 }.Build();
        FakeMemory memory = ElfImageTests.Loaded(file, At - 0x400000);

        Assert.Empty(LoadedImages.Find(MappingsOf(At, 0x2000), memory, []));
    }

    [Fact]
    public void Code_whose_first_page_cannot_be_read_is_a_gap_and_data_is_not()
    {
        Mapping code = Mapped(At, At + 0x1000, Access.Read | Access.Execute, 0);
        Mapping jar = Mapped(At + 0x1000, At + 0x2000, Access.Read, 0) with { Name = "/app/orders.jar", Inode = 7 };
        var gaps = new List<Gap>();

        Assert.Empty(LoadedImages.Find([code, jar], new FakeMemory(), gaps));
        Assert.Equal("image-header-unread", Assert.Single(gaps).Id);
    }

    internal static Mapping[] MappingsOf(ulong at, ulong bss) =>
    [
        Mapped(at, at + 0x1000, Access.Read, 0),
        Mapped(at + 0x3000, at + 0x4000, Access.Read | Access.Write, ElfWriter.DataOffset),
        new(Range(at + 0x4000, at + 0x4000 + bss), Access.Read | Access.Write, 0, default, 0, "", false),
    ];

    static IReadOnlyList<LoadedImage> Find(uint bssSize, params Mapping[] mappings)
    {
        byte[] file = new ElfWriter { BssSize = bssSize }.Build();
        return LoadedImages.Find(mappings, ElfImageTests.Loaded(file, At), []);
    }

    static Mapping Mapped(ulong start, ulong end, Access access, ulong offset) =>
        new(Range(start, end), access, offset, new Device(8, 1), 42, "/usr/lib/libwritten.so", false);

    static AddressRange Range(ulong start, ulong end) => new(new Address(start), new Address(end));
}
