using System.Buffers.Binary;
using Fathom.Evidence;
using Fathom.Sources.Elf;

namespace Fathom.Tests.Sources.Elf;

public class LoaderPagesTests
{
    const ulong Loader = 0x7F0000000000;
    const ulong Debug = Loader + ElfWriter.DataAddress + 0x180;
    const ulong Data = Loader + 0x8000;
    const ulong Program = 0x550000000000;
    const ulong Pages = 0x7F0000100000;
    const ulong Dynamic = Program + 0x100;

    static readonly LoadedImage[] Images =
        [Image("/bin/program", Program), Image("/lib64/ld-written.so.2", Loader)];

    [Fact]
    public void Pages_with_link_maps_and_between_them_are_the_loaders() =>
        Assert.Equal([Range(Pages, 0x3000)], Taken(0x3000, [(Pages + 0x100, Dynamic), (Pages + 0x2900, Dynamic)]));

    [Fact]
    public void Pages_of_somebody_else_that_the_kernel_joined_to_them_are_not() =>
        Assert.Equal([Range(Pages + 0x1000, 0x1000)], Taken(0x20000, [(Pages + 0x1100, Dynamic)]));

    [Fact]
    public void Up_to_where_its_own_data_says_they_end_they_are_the_loaders()
    {
        FakeMemory memory = Memory([(Pages + 0x100, Dynamic)]).Put(Data, [.. Word(Pages + 0x2000), .. Word(Pages + 0x40000)]);
        Mapping data = new(Range(Data, 0x1000), Access.Read | Access.Write, 0, new Device(8, 1), 42, "/lib64/ld-written.so.2", false);

        Assert.Equal([Range(Pages, 0x2000)], new LoaderPages([data, .. Mappings(0x8000)], memory).Join(Images, [])[1].Taken);
    }

    [Fact]
    public void An_entry_that_is_of_no_image_says_nothing() =>
        Assert.Empty(Taken(0x2000, [(Pages + 0x100, 0x1234)]));

    [Fact]
    public void An_entry_that_does_not_lead_back_ends_the_list()
    {
        FakeMemory damaged = new FakeMemory().Put(Debug + 8, Word(Pages + 0x100));
        damaged.Put(Pages + 0x100, [.. new byte[16], .. Word(Dynamic), .. new byte[8], .. Word(0x10)]);

        Assert.Empty(new LoaderPages(Mappings(0x2000), With(damaged)).Join(Images, [])[1].Taken);
    }

    [Fact]
    public void A_list_that_comes_back_to_itself_ends()
    {
        FakeMemory memory = With(new FakeMemory().Put(Debug + 8, Word(Pages)));
        memory.Put(Pages, [.. new byte[16], .. Word(Dynamic), .. Word(Pages), .. Word(0)]);

        Assert.Equal([Range(Pages, 0x1000)], new LoaderPages(Mappings(0x2000), memory).Join(Images, [])[1].Taken);
    }

    [Fact]
    public void The_control_block_that_is_on_no_stack_is_the_first_threads()
    {
        ThreadStack first = new(1, "main", Range(Program + 0x100000, 0x1000)) { ControlBlock = new Address(Pages + 0x40) };
        ThreadStack other = new(2, "other", Range(Pages, 0x2000)) { ControlBlock = new Address(Pages + 0x40) };

        Assert.Equal([Range(Pages, 0x1000)], new LoaderPages(Mappings(0x2000), Memory([])).Join(Images, [first])[1].Taken);
        Assert.Empty(new LoaderPages(Mappings(0x2000), Memory([])).Join(Images, [other])[1].Taken);
    }

    [Fact]
    public void Without_a_loader_nobody_has_them() =>
        Assert.Empty(new LoaderPages(Mappings(0x2000), Memory([(Pages, Dynamic)])).Join([Images[0]], []).Single().Taken);

    static IReadOnlyList<AddressRange> Taken(ulong length, (ulong At, ulong Dynamic)[] maps) =>
        new LoaderPages(Mappings(length), Memory(maps)).Join(Images, [])[1].Taken;

    static FakeMemory Memory((ulong At, ulong Dynamic)[] maps)
    {
        FakeMemory memory = new FakeMemory().Put(Debug + 8, Word(maps.Length > 0 ? maps[0].At : 0));
        for (int i = 0; i < maps.Length; i++)
        {
            ulong next = i + 1 < maps.Length ? maps[i + 1].At : 0, before = i > 0 ? maps[i - 1].At : 0;
            memory.Put(maps[i].At, [.. new byte[16], .. Word(maps[i].Dynamic), .. Word(next), .. Word(before)]);
        }
        return With(memory);
    }

    static FakeMemory With(FakeMemory memory)
    {
        ElfWriter writer = new() { Exports = [new("_r_debug", Debug - Loader, 40)], DataSize = 0x100 };
        byte[] file = writer.Build();
        memory.Put(Loader, file[..0x2000]);
        memory.Put(Loader + ElfWriter.DataAddress, file[(int)ElfWriter.DataOffset..(int)(ElfWriter.DataOffset + 0x100)]);
        return memory;
    }

    static Mapping[] Mappings(ulong length) =>
        [new(Range(Pages, length), Access.Read | Access.Write, 0, default, 0, "", false)];

    static LoadedImage Image(string name, ulong at) => new(name, Range(at, 0x10000), at, []);

    static AddressRange Range(ulong start, ulong length) => new(new Address(start), new Address(start + length));

    static byte[] Word(ulong word)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, word);
        return bytes;
    }
}
