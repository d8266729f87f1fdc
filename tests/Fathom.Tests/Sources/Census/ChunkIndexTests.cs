using Fathom.Sources.Census;

namespace Fathom.Tests.Sources.Census;

public class ChunkIndexTests
{
    const ulong Start = 0x7f0000000000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Finds_what_a_dictionary_finds(int seed)
    {
        Random random = new(seed);
        ChunkIndex index = new();
        SortedDictionary<ulong, (ulong Size, ushort Group)> known = [];
        // Two stretches and a hole, chunks from 32 bytes to several MiB.
        foreach (ulong stretch in new[] { Start + (256UL << 20), Start })
        {
            ulong at = stretch + 0x8d0;
            for (int i = 0; i < 5000; i++)
            {
                ulong size = 16UL * (ulong)(random.Next(200) == 0 ? random.Next(2, 200_000) : random.Next(2, 100));
                ushort group = (ushort)random.Next(ushort.MaxValue);
                index.Add(at, size, group);
                known[at] = (size, group);
                at += size;
            }
            index.Add(at, 0, ChunkIndex.NotLive);
            known[at] = (0, ChunkIndex.NotLive);
        }
        index.AddLarge(Start - 0x200000, 0x100000, 7);
        index.Seal();

        foreach ((ulong chunk, (_, ushort group)) in known)
        {
            ChunkRef found = index.Find(chunk + 16);
            Assert.True(found.Found);
            Assert.Equal(chunk, found.Chunk);
            Assert.Equal(group, index.GroupOf(found));
            Assert.False(index.Find(chunk + 8).Found);
        }
        for (int i = 0; i < 2000; i++)
        {
            ulong address = Start - (4 << 20) + (ulong)random.NextInt64(404 << 20);
            Assert.Equal(known.ContainsKey(address - 16), index.Find(address).Found && index.Find(address).Block >= 0);
            ulong inside = Inside(known, address);
            ChunkRef found = index.FindInside(address);
            bool isLarge = address >= Start - 0x200000 + 16 && address < Start - 0x100000;
            if (isLarge)
                Assert.Equal(Start - 0x200000, found.Chunk);
            else if (inside != 0)
                Assert.Equal(inside, found.Chunk);
            else
                Assert.True(!found.Found || index.GroupOf(found) == ChunkIndex.NotLive, $"{address:x} in {found}");
        }
    }

    [Fact]
    public void Takes_back_what_is_walked_again()
    {
        ChunkIndex index = new();
        index.Begin();
        index.Add(Start, 32, 5);
        index.Begin();
        index.Add(Start + (64UL << 20), 3 << 20, 6);
        index.TakeBack();
        index.Add(Start + (64UL << 20) + 64, 32, 7);
        index.Seal();
        Assert.Equal(5, index.GroupOf(index.Find(Start + 16)));
        Assert.False(index.Find(Start + (64UL << 20) + 16).Found);
        Assert.Equal(7, index.GroupOf(index.Find(Start + (64UL << 20) + 80)));
        Assert.False(index.FindInside(Start + (66UL << 20)).Found);
    }

    [Fact]
    public void What_comes_where_something_was_is_left_out()
    {
        ChunkIndex index = new();
        index.Add(Start + 64, 32, 5);
        index.Add(Start + 64, 32, 6);
        index.Add(Start + 32, 32, 7);
        index.Add(16, 32, 8);
        index.Seal();
        Assert.Equal(3, index.Dropped);
        Assert.Equal(5, index.GroupOf(index.Find(Start + 80)));
    }

    [Fact]
    public void Nothing_is_in_an_empty_one()
    {
        ChunkIndex index = new();
        index.Seal();
        foreach (ulong address in new ulong[] { 0, 16, Start, ulong.MaxValue })
        {
            Assert.False(index.Find(address).Found);
            Assert.False(index.FindInside(address).Found);
        }
    }

    [Fact]
    public void Renumbers_every_chunk()
    {
        ChunkIndex index = new();
        index.Add(Start, 32, 1);
        index.Add(Start + 32, 32, 2);
        index.AddLarge(Start + (1UL << 30), 1 << 20, 2);
        index.Seal();
        index.Renumber([0, 9, 4]);
        Assert.Equal(9, index.GroupOf(index.Find(Start + 16)));
        Assert.Equal(4, index.GroupOf(index.Find(Start + 48)));
        Assert.Equal(4, index.GroupOf(index.Find(Start + (1UL << 30) + 16)));
    }

    static ulong Inside(SortedDictionary<ulong, (ulong Size, ushort Group)> known, ulong address)
    {
        // The memory of a chunk goes on through the first word of the next header.
        ulong[] starts = [.. known.Keys];
        int at = Array.BinarySearch(starts, address - 16);
        ulong chunk = at >= 0 ? starts[at] : ~at > 0 ? starts[~at - 1] : 0;
        return chunk != 0 && address - 16 - chunk < known[chunk].Size ? chunk : 0;
    }
}
