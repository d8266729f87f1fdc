using Fathom.Evidence;
using Fathom.Sources.Glibc;

namespace Fathom.Tests.Sources.Glibc;

public class HeapSegmentsTests
{
    const ulong MiB = 1 << 20;
    const ulong HeapMax = 64 * MiB;
    const ulong Start = 0x7f0004000000; // a multiple of 64 MiB and not of 4 GiB
    const ulong Size = 132 * 1024;

    public static TheoryData<int, int> LayoutsAndHeaders()
    {
        TheoryData<int, int> data = [];
        for (int layout = 0; layout < MadeArena.Layouts.Length; layout++)
        {
            data.Add(layout, 32);
            data.Add(layout, 48);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(LayoutsAndHeaders))]
    public void A_heap_is_found_by_its_arenas_top(int layout, int header)
    {
        byte[] page = Page(header).Write(header, MadeArena.Layouts[layout].Top, Start + 0x5000);

        HeapSegment heap = Assert.Single(Find(page));

        Assert.Equal(new AddressRange(new(Start), new(Start + Size)), heap.Range);
        Assert.Equal(Start + (ulong)header, heap.Arena.Value);
    }

    [Theory]
    [MemberData(nameof(LayoutsAndHeaders))]
    public void A_heap_whose_arena_changes_meanwhile_is_found_by_the_sum_of_its_memory(int layout, int header)
    {
        byte[] torn = Page(header).Write(header, MadeArena.Layouts[layout].SystemMemory, Size);

        Assert.Single(Find(torn));
    }

    [Theory]
    [InlineData(0UL, 0UL, Size, Size)] // no arena
    [InlineData(Start + 48, 0UL, 0UL, Size)] // no size
    [InlineData(Start + 48, 0UL, Size + 8, Size + 4096)] // not whole pages
    [InlineData(Start + 48, 0UL, Size, Size - 4096)] // larger than what is usable
    [InlineData(Start + 48, 0UL, Size, HeapMax + 4096)]
    [InlineData(Start + 48, 0UL, 2 * MiB, 2 * MiB)] // beyond its mapping
    [InlineData(Start + 48, 4096UL, Size, Size)] // the heap before it is not aligned
    [InlineData(Start + 48, Start, Size, Size)] // its own predecessor
    [InlineData(Start + 64, 0UL, Size, Size)] // the arena stands elsewhere
    [InlineData(0x30UL, 0UL, Size, Size)] // the arena is not mapped
    [InlineData(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue)]
    public void Something_else_at_a_multiple_of_64_MiB_is_no_heap(ulong arena, ulong previous, ulong size, ulong usable)
    {
        byte[] page = MadeArena.HeapInfo(arena, previous, size, usable, 48).Write(48, 96, Start + 0x5000);

        Assert.Empty(Find(page));
    }

    [Fact]
    public void A_heap_that_its_arena_does_not_know_is_none()
    {
        Assert.Empty(Find(Page(48)));
        Assert.Empty(Find(Page(48).Write(48, 96, Start + HeapMax)));
        Assert.Empty(Find(Page(48).Write(48, 96, Start + 0x5008)));
    }

    [Fact]
    public void Heaps_of_one_arena_stand_together_for_its_sum()
    {
        byte[] first = Page(48).Write(48, 2184, Size + 2 * MiB);
        byte[] second = MadeArena.HeapInfo(Start + 48, Start, 2 * MiB, 2 * MiB, 48);
        FakeMemory memory = new FakeMemory().Put(Start, first).Put(Start + HeapMax, second);
        Mapping[] mappings = [MadeArena.Anonymous(Start, Start + Size), MadeArena.Anonymous(Start + HeapMax, Start + HeapMax + 2 * MiB)];

        IReadOnlyList<HeapSegment> heaps = new HeapSegments(memory, mappings, MadeArena.Resident((Start, 1), (Start + HeapMax, 1))).Find();

        Assert.Equal([Start, Start + HeapMax], heaps.Select(heap => heap.Range.Start.Value));
    }

    [Fact]
    public void A_heap_in_the_middle_of_a_mapping_is_found()
    {
        FakeMemory memory = new FakeMemory().Put(Start, Page(48).Write(48, 96, Start + 0x5000));
        Mapping[] mappings = [MadeArena.Anonymous(Start - 10 * MiB, Start + 70 * MiB)];

        IReadOnlyList<HeapSegment> heaps =
            new HeapSegments(memory, mappings, MadeArena.Resident((Start - 10 * MiB, 100), (Start, 20))).Find();

        Assert.Equal(Start, Assert.Single(heaps).Range.Start.Value);
    }

    [Fact]
    public void Heaps_of_8_MiB_are_found_where_malloc_uses_huge_pages()
    {
        FakeMemory memory = new();
        List<Mapping> mappings = [];
        List<(ulong, long)> pages = [];
        for (ulong i = 1; i <= 3; i++)
        {
            ulong at = Start + i * 8 * MiB;
            memory.Put(at, MadeArena.HeapInfo(at + 48, 0, Size, 8 * MiB, 48).Write(48, 96, at + 0x5000));
            mappings.Add(MadeArena.Anonymous(at, at + 8 * MiB));
            pages.Add((at, 3));
        }

        Assert.Equal(3, new HeapSegments(memory, mappings, MadeArena.Resident([.. pages])).Find().Count);
    }

    [Fact]
    public void A_heap_does_not_reach_beyond_the_mapping_it_is_in()
    {
        byte[] page = MadeArena.HeapInfo(Start + 48, 0, Size, 8 * MiB, 48).Write(48, 96, Start + 0x5000);

        Assert.Equal(Start + Size, Assert.Single(Find(page)).Range.End.Value);
    }

    [Fact]
    public void A_page_that_is_not_in_memory_is_not_looked_at()
    {
        FakeMemory memory = new FakeMemory().Put(Start, Page(48).Write(48, 96, Start + 0x5000));

        Assert.Empty(new HeapSegments(memory, [MadeArena.Anonymous(Start, Start + Size)], PageRuns.Empty).Find());
    }

    [Fact]
    public void A_mapping_of_all_the_address_space_takes_no_longer_than_its_pages()
    {
        Mapping[] mappings = [MadeArena.Anonymous(0x1000, Limits.UserSpaceEnd), MadeArena.Anonymous(Limits.GateSpaceStart, 0xfffffffffffff000)];

        Assert.Empty(new HeapSegments(new FakeMemory(), mappings, MadeArena.Resident((Start, 10), (0xffffffffff600000, 1))).Find());
    }

    static byte[] Page(int header) => MadeArena.HeapInfo(Start + (ulong)header, 0, Size, Size, header);

    static IReadOnlyList<HeapSegment> Find(byte[] page) =>
        new HeapSegments(new FakeMemory().Put(Start, page), [MadeArena.Anonymous(Start, Start + Size)], MadeArena.Resident((Start, 20))).Find();
}
