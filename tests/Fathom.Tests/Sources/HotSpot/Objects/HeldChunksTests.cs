using Fathom.Sources.Census;
using Fathom.Sources.HotSpot.Holders;

namespace Fathom.Tests.Sources.HotSpot.Objects;

public sealed class HeldChunksTests
{
    const ulong Heap = 0x7f00_0000_0000;

    static ChunkIndex Index(int chunks, int size, ushort group)
    {
        ChunkIndex index = new();
        for (int i = 0; i < chunks; i++)
            index.Add(Heap + ((ulong)i * (ulong)size), (ulong)size, group);
        index.AddLarge(Heap + (1UL << 40), 1 << 20, 9);
        index.Seal();
        return index;
    }

    [Fact]
    public void A_chunk_counts_once_however_many_copies_of_its_holder_there_are()
    {
        HeldChunks held = new(Index(1009, 64, 7));
        for (int copy = 0; copy < 3; copy++)
        {
            for (ulong i = 0; i < 1009; i++)
                held.Look(Heap + (i * 64) + 16, 0x1000 + (8 * i) + (ulong)copy, 0, 16, inside: false);
        }

        HeldChunks.Group group = Assert.Single(held.Groups);
        Assert.Equal(((ushort)7, 1009L, false), (group.Number, group.Chunks, group.IsSampled));
        Assert.Equal(3 * 1009, group.Holdings.Count);
    }

    [Fact]
    public void Only_addresses_of_chunks_count_and_those_behind_a_header()
    {
        HeldChunks held = new(Index(10, 64, 7));
        held.Look(Heap + 24, 1, 0, 16, inside: false);
        held.Look(Heap + 17, 1, 0, 16, inside: false);
        held.Look(Heap - 16, 1, 0, 16, inside: false);
        held.Look(0, 1, 0, 16, inside: true);
        Assert.Empty(held.Groups);

        held.Look(Heap + 16 + 16, 1, 0, 16, inside: false);
        held.Look(Heap + 64 + 40, 1, 0, 16, inside: true);
        held.Look(Heap + (1UL << 40) + 70_000, 1, 0, 16, inside: false);
        Assert.Equal([(7, 2L), (9, 1L)], held.Groups.Select(group => ((int)group.Number, group.Chunks)).Order());
    }

    [Fact]
    public void Of_very_many_all_are_counted_and_some_remembered_with_all_who_hold_them()
    {
        const int chunks = 60_000;
        HeldChunks held = new(Index(chunks, 32, 7));
        for (int copy = 0; copy < 2; copy++)
        {
            for (ulong i = 0; i < chunks; i++)
                held.Look(Heap + (i * 32) + 16, (2 * i) + (ulong)copy, 0, 16, inside: false);
        }

        HeldChunks.Group group = Assert.Single(held.Groups);
        Assert.Equal(((long)chunks, true), (group.Chunks, group.IsSampled));
        Assert.InRange(group.Holdings.Count, 1000, 4096);
        Assert.All(group.Holdings.GroupBy(each => each.Chunk), each => Assert.Equal(2, each.Count()));
    }
}
