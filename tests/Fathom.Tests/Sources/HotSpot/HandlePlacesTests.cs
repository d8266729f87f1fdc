using System.Buffers.Binary;
using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Sources.Census;
using Fathom.Sources.HotSpot.Holders;

namespace Fathom.Tests.Sources.HotSpot;

/// <summary>Three blocks in a row: one that is live, one that is free, and a large one; behind them the index knows nothing.</summary>
public class HandlePlacesTests
{
    const ulong Live = 0x7f00_0000_1000;
    const ulong Free = Live + 0x200;
    const ulong Zlib = Free + 0x100;
    const ulong Large = Zlib + 0x80;
    const ulong LargeSize = 0x1_0010;
    const ulong End = Large + LargeSize;
    const ushort Group = 7, OfZlib = 8;

    // A thread in the live block says there which part of the heap is its own.
    static readonly AddressRange Buffer = new(new Address(Live + 0x80), new Address(Live + 0xc0));

    [Theory]
    [InlineData(Live + 16, true)]
    [InlineData(Live + 0x200, true)] // the word that a chunk shares with the next
    [InlineData(Live + 0x78, true)]
    [InlineData(Live + 0x80, false)]
    [InlineData(Live + 0xb8, false)]
    [InlineData(Live + 0xc0, true)]
    [InlineData(Free + 16, false)]
    [InlineData(Zlib + 32, false)]
    [InlineData(Large + 0x8000, true)]
    [InlineData(End + 64, false)] // behind the last block
    public void A_handle_may_stand_in_live_blocks_that_are_nobody_elses(ulong at, bool expected)
    {
        (HandlePlaces places, ChunkIndex index) = Made();

        ChunkRef block = index.FindInside(at);

        Assert.Equal(expected, block.Found && places.MayHold(at, block));
    }

    [Fact]
    public void A_large_block_is_a_queue()
    {
        (HandlePlaces places, ChunkIndex index) = Made();

        Assert.True(places.IsLarge(index.Find(Large + 16)));
        Assert.False(places.IsLarge(index.Find(Live + 16)));
    }

    static (HandlePlaces, ChunkIndex) Made()
    {
        byte[] bytes = new byte[End + 0x1000 - Live];
        ChunkIndex index = new();
        foreach ((ulong chunk, ulong size, ushort group) in (ReadOnlySpan<(ulong, ulong, ushort)>)
            [(Live, 0x200, Group), (Free, 0x100, ChunkIndex.NotLive), (Zlib, 0x80, OfZlib), (Large, LargeSize, Group)])
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan((int)(chunk - Live + 8)), size | 5);
            index.Add(chunk, size, group);
        }
        index.Seal();
        FakeMemory memory = new FakeMemory().Put(Live, bytes);
        ChunkCensus census = new()
        {
            Groups = [new() { Number = OfZlib, ChunkSize = new Bytes(0x80), Total = default, Words = [new GroupWord(64, "libz.so.1", 0, WordKind.Code)] }],
            Scan = new(default, default, default, default, default),
        };
        AddressRange heap = new(new Address(0xe000_0000), new Address(0x1_0000_0000));
        return (new HandlePlaces(index, memory, new OthersBlocks(census, "libjvm.so"), new CollectorStacks(memory, index, heap), new LocalHandles(memory, index, null), [Buffer]), index);
    }
}
