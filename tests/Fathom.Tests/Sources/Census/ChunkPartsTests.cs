using System.Buffers.Binary;
using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Evidence.Malloc;
using Fathom.Sources.Census;

namespace Fathom.Tests.Sources.Census;

public sealed class ChunkPartsTests
{
    const ulong Heap = 0x7f00_0000_0000;
    const ushort Stream = 3, State = 4, Window = 5, Others = 6;
    const int Size = 128, Streams = 100;

    readonly byte[] _heap = new byte[Size * 400];

    [Fact]
    public void Each_stream_has_its_own_state_and_only_some_have_windows()
    {
        ChunkParts parts = Made();

        Assert.Equal([(State, 50L)], Sorted(parts.Of(Stream, [.. Enumerable.Range(0, 50).Select(Chunk)])));
        Assert.Equal([(State, 50L), (Window, 50L)], Sorted(parts.Of(Stream, [.. Enumerable.Range(50, 50).Select(Chunk)])));
    }

    [Fact]
    public void A_part_that_two_lead_to_counts_once_and_a_circle_ends()
    {
        ChunkParts parts = Made();
        Put(Chunk(0), 56, Chunk(Streams + 1));

        Assert.Equal([(State, 1L)], Sorted(parts.Of(Stream, [Chunk(0), Chunk(1)])));
    }

    [Fact]
    public void Words_at_other_places_and_in_few_chunks_are_no_parts()
    {
        ChunkParts parts = Made();
        Put(Chunk(0), 56, Chunk(390));
        Put(Chunk(0), 64, Chunk(Streams + 7));

        Assert.Empty(parts.Of(Stream, [Chunk(0)]));
    }

    [Fact]
    public void Memory_that_is_gone_has_no_parts()
    {
        ChunkParts parts = new(Index(), new FakeMemory(), Census());

        Assert.Empty(parts.Of(Stream, [Chunk(0), ulong.MaxValue - 60]));
    }

    static ulong Chunk(int number) => Heap + ((ulong)number * Size);

    static IEnumerable<(ushort, long)> Sorted(Dictionary<int, long> counts) => counts.OrderBy(each => each.Key).Select(each => ((ushort)each.Key, each.Value));

    ChunkParts Made()
    {
        for (int i = 0; i < Streams; i++)
        {
            Put(Chunk(i), 56, Chunk(Streams + i));
            Put(Chunk(Streams + i), 0, Chunk(i));
            if (i >= Streams / 2)
                Put(Chunk(Streams + i), 72, Chunk((2 * Streams) + i));
        }
        return new ChunkParts(Index(), new FakeMemory().Put(Heap, _heap), Census());
    }

    void Put(ulong chunk, int offset, ulong leadsTo) =>
        BinaryPrimitives.WriteUInt64LittleEndian(_heap.AsSpan((int)(chunk - Heap) + 16 + offset), leadsTo + 16);

    static ChunkIndex Index()
    {
        ChunkIndex index = new();
        for (int i = 0; i < 400; i++)
            index.Add(Chunk(i), Size, i < Streams ? Stream : i < 2 * Streams ? State : i < 3 * Streams ? Window : Others);
        index.Seal();
        return index;
    }

    static ChunkCensus Census() => new()
    {
        Groups = [.. Enumerable.Range(0, 7).Select(number => new ChunkGroup { Number = number, ChunkSize = new Bytes(Size), Total = new ChunkTotal(Streams, new Bytes(Size * Streams)) })],
        Edges =
        [
            new GroupEdge(Stream, 56, State, 0, Streams), new GroupEdge(State, 0, Stream, 0, Streams), new GroupEdge(State, 72, Window, 0, Streams / 2),
            new GroupEdge(Stream, 56, Others, 0, 1), new GroupEdge(Stream, -1, Others, 0, Streams),
        ],
        Scan = new CensusScan(default, default, Bytes.Zero, Bytes.Zero, TimeSpan.Zero),
    };
}
