using System.Buffers.Binary;
using Fathom.Evidence;
using Fathom.Sources.Census;
using Fathom.Sources.HotSpot.Holders;

namespace Fathom.Tests.Sources.HotSpot;

/// <summary>Memory laid out as memory/arena.hpp of HotSpot says: an arena, its chunks, and one that waits in a pool.</summary>
public class HandleChunksTests
{
    const ulong Heap = 0x7f00_0000_1000;
    const int Size = 0x1000;

    // Chunks of malloc, 0x100 bytes each: user memory begins 16 bytes in.
    const ulong Arena = Heap + 0x10;
    const ulong First = Heap + 0x110;
    const ulong Last = Heap + 0x210;
    const ulong Pooled = Heap + 0x310;
    const ulong Next = Heap + 0x410;
    const ulong Other = Heap + 0x510;
    const int Length = 0xd8;
    const int Filled = 16 + 0x40;

    [Theory]
    [InlineData(First + 16)]
    [InlineData(First + 16 + Length - 8)]
    [InlineData(Last + 16)]
    [InlineData(Last + Filled - 8)]
    public void Words_that_an_arena_has_are_handles(ulong at) => Assert.Equal((true, true), Tell(at));

    [Theory]
    [InlineData(Last + Filled)]
    [InlineData(Last + 16 + Length - 8)]
    [InlineData(Pooled + 16)]
    [InlineData(Next + 16)]
    public void Words_beyond_and_in_a_pool_are_old(ulong at) => Assert.Equal((true, false), Tell(at));

    [Theory]
    [InlineData(Other + 16)]
    [InlineData(First)]
    [InlineData(First + 8)]
    public void What_is_no_chunk_of_an_arena_is_not_taken(ulong at) => Assert.Equal((false, false), Tell(at));

    [Fact]
    public void Chunks_in_a_ring_end()
    {
        byte[] heap = Made();
        Put(heap, Last, First);
        Assert.Equal((false, false), Tell(First + 16, heap));
    }

    [Fact]
    public void Whatever_stands_there_nothing_is_told_of_what_was_not_taken()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            byte[] heap = new byte[Size];
            Random random = new(seed);
            for (int i = 0; i < Size; i += 8)
                BinaryPrimitives.WriteUInt64LittleEndian(heap.AsSpan(i), random.Next(3) switch { 0 => Heap + (ulong)random.Next(Size), 1 => (ulong)random.Next(0x200), _ => (ulong)random.NextInt64() });
            (bool taken, bool told) = Tell(Heap + (ulong)(random.Next(Size / 8) * 8), heap);
            Assert.True(taken || !told);
        }
    }

    static (bool Taken, bool Told) Tell(ulong at, byte[]? heap = null)
    {
        FakeMemory memory = new FakeMemory().Put(Heap, heap ?? Made());
        ChunkIndex index = new();
        for (ulong chunk = Heap; chunk < Heap + Size; chunk += 0x100)
            index.Add(chunk, 0x100, 3);
        index.Seal();
        HandleChunks chunks = new(memory, index, long.MaxValue);
        ChunkRef block = index.FindInside(at);
        bool taken = block.Found && chunks.Take(7, at, block);
        List<int> told = [];
        Assert.True(chunks.Settle([new AddressRange(new Address(Heap), new Address(Heap + Size))], told.Add));
        return (taken, told is [7]);
    }

    static byte[] Made()
    {
        byte[] heap = new byte[Size];
        foreach ((ulong chunk, ulong next) in (ReadOnlySpan<(ulong, ulong)>)[(First, Last), (Last, 0), (Pooled, Next), (Next, 0)])
        {
            Put(heap, chunk, next);
            Put(heap, chunk + 8, Length);
        }
        Put(heap, Arena + 8, First);
        Put(heap, Arena + 16, Last);
        Put(heap, Arena + 24, Last + Filled);
        Put(heap, Arena + 32, Last + 16 + Length);
        Put(heap, Other, 1);
        return heap;
    }

    static void Put(byte[] heap, ulong at, ulong word) => BinaryPrimitives.WriteUInt64LittleEndian(heap.AsSpan((int)(at - Heap)), word);
}
