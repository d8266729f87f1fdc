using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Glibc;

namespace Fathom.Tests.Sources.Glibc;

public class MmappedChunkSearchTests
{
    const ulong Start = 0x7f0000000000;
    const ulong Large = 256 * 1024;

    [Fact]
    public void A_chunk_at_the_start_of_a_mapping_may_be_small()
    {
        Assert.Equal(Of(Start, 4096), Find(Room(4096), (Start, 0, 4096 | 2)).Single().Range);
    }

    [Theory]
    [InlineData(48)] // aligned to 64
    [InlineData(4080)]
    [InlineData(65520)]
    public void An_aligned_block_that_was_resized_has_the_size_of_its_own_header(ulong lead)
    {
        Assert.Equal(Of(Start, 2 * Large),
            Find(Room(3 * Large), (Start, 0, Large | 2), (Start + lead, lead, ((2 * Large) - lead) | 2)).Single().Range);
        Assert.Equal(Of(Start, Large),
            Find(Room(3 * Large), (Start, 0, Large | 2), (Start + lead, lead, ((4 * Large) - lead) | 2)).Single().Range);
    }

    [Fact]
    public void Neighbours_that_the_kernel_joined_are_each_found()
    {
        IReadOnlyList<MmappedChunks> found = Find(Room(4 * Large),
            (Start, 0, Large | 2), (Start + Large, 0, Large | 2), (Start + 2 * Large, 0, 2 * Large | 2));

        Assert.Equal(new MmappedChunks(Of(Start, 4 * Large), 3), Assert.Single(found));
    }

    [Fact]
    public void Chunks_of_which_only_the_first_page_was_touched_are_each_found()
    {
        (ulong, ulong, ulong)[] headers = [.. Enumerable.Range(0, 40).Select(i => (Start + (ulong)i * Large, 0UL, Large | 2))];
        PageRuns pages = MadeArena.Resident([.. headers.Select(header => (header.Item1, 1L))]);

        IReadOnlyList<MmappedChunks> found = new MmappedChunkSearch(Memory(headers), pages).Find([Room(40 * Large)]);

        Assert.Equal(40, Assert.Single(found).Count);
    }

    [Fact]
    public void A_chunk_in_the_middle_of_a_mapping_is_found_and_what_is_before_it_is_not_claimed()
    {
        Assert.Equal(Of(Start + Large, Large), Find(Room(3 * Large), (Start + Large, 0, Large | 2)).Single().Range);
    }

    [Theory]
    [InlineData(0UL, Large)] // not mmapped
    [InlineData(0UL, Large | 3)]
    [InlineData(0UL, Large | 6)]
    [InlineData(8UL, Large | 2)] // a size before it
    [InlineData(0UL, (Large + 16) | 2)] // not whole pages
    [InlineData(0UL, 0UL | 2)]
    [InlineData(0UL, 4096UL | 2)] // too small for the middle
    [InlineData(0UL, (3 * Large) | 2)] // larger than the room that is left
    [InlineData(0UL, 0x7ffffffffffff002UL)]
    [InlineData(0UL, 0xfffffffffffff002UL)]
    public void What_cannot_be_a_chunk_in_the_middle_is_none(ulong previous, ulong size)
    {
        Assert.Empty(Find(Room(3 * Large), (Start + Large, previous, size)));
    }

    [Fact]
    public void An_absent_first_page_is_not_asked_for()
    {
        PageRuns pages = MadeArena.Resident((Start + 4096, 4));

        Assert.Empty(new MmappedChunkSearch(Memory((Start, 0, Large | 2)), pages).Find([Room(Large)]));
    }

    [Fact]
    public void What_one_mapping_hides_does_not_hide_the_next()
    {
        ulong second = Start + 0x40000000;
        PageRuns pages = MadeArena.Resident((Start, 20), (second, 64));
        MmappedChunkSearch search = new(Memory((second, 0, Large | 2)), pages);

        IReadOnlyList<MmappedChunks> found = search.Find([Room(20 * 4096), Of(second, Large)]);

        Assert.Equal(second, Assert.Single(found).Range.Start.Value);
        Assert.True(search.Complete);
    }

    [Fact]
    public void A_search_that_may_not_go_on_says_that_it_is_not_complete()
    {
        const long each = 16 * 1024;
        List<(ulong, long)> runs = [];
        List<AddressRange> rooms = [];
        for (ulong i = 0; i < 18; i++)
        {
            ulong at = Start + i * 0x10000000;
            runs.Add((at, each));
            rooms.Add(Of(at, each * 4096));
        }
        MmappedChunkSearch search = new(new FakeMemory(), MadeArena.Resident([.. runs]));

        Assert.Empty(search.Find(rooms));
        Assert.False(search.Complete);
    }

    [Fact]
    public void Any_chunks_in_any_room_are_found_whole() => Law.Holds(random =>
    {
        List<(ulong, ulong, ulong)> chunks = [];
        List<(ulong, long)> runs = [];
        ulong at = Start;
        for (int i = random.Next(30); i > 0; i--)
        {
            at += (ulong)random.Next(3) * 4096 * (ulong)random.Next(40);
            ulong size = Large + (ulong)random.Next(20) * 4096;
            chunks.Add((at, 0, size | 2));
            runs.Add((at, random.Next(1, (int)(size / 4096) + 1)));
            at += size;
        }

        IReadOnlyList<MmappedChunks> found =
            new MmappedChunkSearch(Memory([.. chunks]), MadeArena.Resident([.. runs])).Find([Of(Start, at - Start + Large)]);

        Assert.Equal(chunks.Count, found.Sum(group => group.Count));
        Assert.Equal(chunks.Sum(chunk => (long)chunk.Item3 - 2), found.Sum(group => group.Range.Length.Value));
    });

    static IReadOnlyList<MmappedChunks> Find(AddressRange room, params (ulong, ulong, ulong)[] headers) =>
        new MmappedChunkSearch(Memory(headers), MadeArena.Resident((room.Start.Value, room.Pages))).Find([room]);

    static FakeMemory Memory(params (ulong At, ulong Previous, ulong Size)[] headers)
    {
        FakeMemory memory = new();
        foreach ((ulong at, ulong previous, ulong size) in headers)
            memory.Put(at, MemoryMarshal.AsBytes<ulong>(new[] { previous, size }).ToArray());
        return memory;
    }

    static AddressRange Room(ulong length) => Of(Start, length);

    static AddressRange Of(ulong start, ulong length) => new(new(start), new(start + length));

    static AddressRange Of(ulong start, long length) => Of(start, (ulong)length);
}
