using System.Buffers.Binary;
using Fathom.Evidence;
using Fathom.Sources.Census;
using Fathom.Sources.HotSpot.Holders;

namespace Fathom.Tests.Sources.HotSpot;

/// <summary>Segments laid out as utilities/stack.inline.hpp of HotSpot says: elements, and behind them the segment below.</summary>
public class CollectorStacksTests
{
    const ulong Malloc = 0x7f00_0000_1000;
    const int Chunk = 0x1000;
    const int Tracked = 0x1010;
    const int Link = 510 * 8;
    static readonly AddressRange Heap = new(new Address(0xe000_0000), new Address(0x1_0000_0000));

    [Theory]
    [InlineData(Chunk, 0)]
    [InlineData(Tracked, 16)]
    [InlineData(Tracked + 16, 16)] // and a footer, since 17
    public void A_segment_is_told_with_and_without_a_header_of_native_memory_tracking(int size, int lead)
    {
        byte[] memory = Blocks(size);
        Fill(memory, size, 0, lead, below: 0);
        Fill(memory, size, 1, lead, below: User(size, 0) + (ulong)lead);

        Assert.True(Have(memory, size, 0));
        Assert.True(Have(memory, size, 1));
    }

    [Fact]
    public void Numbers_and_marks_may_stand_beside_objects()
    {
        byte[] memory = Blocks(Chunk);
        Fill(memory, Chunk, 0, 0, below: 0);
        Put(memory, 16 + 8, 12);
        Put(memory, 16 + 24, (0x7fff_ffffUL << 8) | 1);

        Assert.True(Have(memory, Chunk, 0));
    }

    [Theory]
    [InlineData(Chunk, 16 + 800, 0x7f00_1234_5678)] // an address that is no object's
    [InlineData(Chunk, 16 + Link, 0x7f00_0000_1800)] // linked to what is no block's beginning
    [InlineData(Chunk, 16 + Link, 1)]
    [InlineData(Chunk + 64, 16 + 800, 0)] // of another size
    public void Other_blocks_are_none(int size, int at, ulong word)
    {
        byte[] memory = Blocks(size);
        Fill(memory, size, 0, 0, below: 0);
        Put(memory, at, word);

        Assert.False(Have(memory, size, 0));
    }

    [Fact]
    public void A_block_without_objects_is_none() => Assert.False(Have(Blocks(Chunk), Chunk, 0));

    [Fact]
    public void Whatever_stands_there_an_answer_is_given()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            Random random = new(seed);
            byte[] memory = Blocks(Chunk);
            for (int at = 16; at < memory.Length - 8; at += 8)
                Put(memory, at, random.Next(3) switch { 0 => Malloc + (ulong)random.Next(memory.Length), 1 => (ulong)random.NextInt64(), _ => Heap.Start.Value + (ulong)random.Next(4096) });

            Assert.False(Have(memory, Chunk, 0) && memory[23] != 0);
        }
    }

    static bool Have(byte[] bytes, int size, int number)
    {
        ChunkIndex index = new();
        for (int i = 0; i < 2; i++)
            index.Add(Malloc + (ulong)(i * size), (ulong)size, 3);
        index.Seal();
        CollectorStacks stacks = new(new FakeMemory().Put(Malloc, bytes), index, Heap);
        ChunkRef block = index.Find(User(size, number));
        // The second answer is from memory.
        Assert.Equal(stacks.Have(block), stacks.Have(block));
        return stacks.Have(block);
    }

    static byte[] Blocks(int size)
    {
        byte[] bytes = new byte[(2 * size) + 16];
        Put(bytes, 8, (ulong)size | 5);
        Put(bytes, size + 8, (ulong)size | 5);
        return bytes;
    }

    static void Fill(byte[] bytes, int size, int number, int lead, ulong below)
    {
        int start = (number * size) + 16 + lead;
        for (int i = 0; i < 200; i++)
            Put(bytes, start + (i * 8), Heap.Start.Value + (ulong)(i * 24));
        Put(bytes, start + Link, below);
    }

    static ulong User(int size, int number) => Malloc + (ulong)(number * size) + 16;

    static void Put(byte[] bytes, int at, ulong word) => BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), word);
}
