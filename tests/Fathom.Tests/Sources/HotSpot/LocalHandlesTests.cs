using System.Buffers.Binary;
using Fathom.Sources.Census;
using Fathom.Sources.HotSpot.Holders;

namespace Fathom.Tests.Sources.HotSpot;

/// <summary>Blocks as runtime/jniHandles.hpp of JDK 17 lays them out: 32 handles, their count, the next block, and what was planned.</summary>
public class LocalHandlesTests
{
    const ulong Heap = 0x7f00_0000_1000;
    const ulong Size = 312;
    const ulong Chunk = 320;
    const ulong Tracked = 352;
    static readonly LocalHandles.Layout Layout = new(Handles: 0, Top: 256, Next: 264, Size);

    [Theory]
    [InlineData(Chunk, 0)]
    [InlineData(Tracked, 16)]
    public void Words_behind_the_count_are_old(ulong size, ulong lead)
    {
        byte[] bytes = Blocks(size, lead, count: 5);

        Assert.False(IsOld(bytes, size, lead, place: 0));
        Assert.False(IsOld(bytes, size, lead, place: 4));
        Assert.True(IsOld(bytes, size, lead, place: 5));
        Assert.True(IsOld(bytes, size, lead, place: 31));
        // What follows the handles is none.
        Assert.False(IsOld(bytes, size, lead, place: 32));
    }

    [Theory]
    [InlineData(Chunk + 16, 5, 0, 0)] // of another size
    [InlineData(Chunk, 33, 0, 0)] // more than there is room for
    [InlineData(Chunk, 5, 0x7f00_0000_1080, 0)] // the next one is no block
    [InlineData(Chunk, 5, 0, 0x7f00_0000_1000)] // an address where a number stands
    public void Other_blocks_are_none(ulong size, uint count, ulong next, ulong planned)
    {
        byte[] bytes = Blocks(size, 0, count);
        Put(bytes, 16 + 264, next);
        Put(bytes, 16 + Size - 8, planned);

        Assert.False(IsOld(bytes, size, 0, place: 20));
    }

    [Fact]
    public void Where_the_layout_is_not_told_nothing_is_old()
    {
        byte[] bytes = Blocks(Chunk, 0, count: 5);
        ChunkIndex index = Index(Chunk);

        Assert.False(new LocalHandles(new FakeMemory().Put(Heap, bytes), index, null).IsOld(Heap + 16 + 160, index.Find(Heap + 16)));
    }

    [Fact]
    public void Whatever_stands_there_an_answer_is_given()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            Random random = new(seed);
            byte[] bytes = Blocks(Chunk, 0, count: 5);
            for (int i = 0; i < 4; i++)
                Put(bytes, (ulong)random.Next(bytes.Length / 8) * 8, random.Next(2) == 0 ? (ulong)random.NextInt64() : Heap + (ulong)random.Next(700));
            IsOld(bytes, Chunk, 0, (ulong)random.Next(40));
        }
    }

    static bool IsOld(byte[] bytes, ulong size, ulong lead, ulong place)
    {
        ChunkIndex index = Index(size);
        return new LocalHandles(new FakeMemory().Put(Heap, bytes), index, Layout).IsOld(Heap + 16 + lead + (place * 8), index.Find(Heap + 16));
    }

    static ChunkIndex Index(ulong size)
    {
        ChunkIndex index = new();
        index.Add(Heap, size, 3);
        index.Add(Heap + size, size, 3);
        index.Seal();
        return index;
    }

    /// <summary>Two, the first with the second behind it.</summary>
    static byte[] Blocks(ulong size, ulong lead, uint count)
    {
        byte[] bytes = new byte[(2 * size) + 64];
        foreach (ulong at in (ReadOnlySpan<ulong>)[0, size])
        {
            Put(bytes, at + 8, size | 5);
            // Behind the count four bytes of padding, which nobody clears.
            Put(bytes, at + 16 + lead + 256, 0xdead_beef_0000_0000 | count);
        }
        Put(bytes, 16 + lead + 264, Heap + size + 16 + lead);
        return bytes;
    }

    static void Put(byte[] bytes, ulong at, ulong word) => BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan((int)at), word);
}
