using System.Buffers.Binary;
using Fathom.Sources.HotSpot.Nmt;

namespace Fathom.Tests.Sources.HotSpot.Nmt;

public class NmtHeaderTests
{
    static byte[] Chunk(int length, int tag = 9, ulong word = 0)
    {
        byte[] chunk = new byte[8 + 16 + length + 2];
        BinaryPrimitives.WriteUInt64LittleEndian(chunk, word == 0 ? (ulong)((length + 18 + 8 + 15) & ~15) | 1 : word);
        MadeHeap.WriteHeader(chunk.AsSpan(8), (ulong)length, tag, 0x00A3_0001);
        (chunk[^2], chunk[^1]) = (0xE8, 0x8E);
        return chunk;
    }

    [Fact]
    public void A_chunk_of_the_JVM_tells_size_tag_and_site()
    {
        Assert.True(NmtHeader.TryReadChunk(Chunk(100), out NmtHeader header));
        Assert.Equal(new NmtHeader(100, 9, 0x00A3_0001), header);
    }

    [Fact]
    public void Each_of_mark_size_chunk_and_footer_must_be_right()
    {
        byte[] good = Chunk(100);
        foreach (int at in (ReadOnlySpan<int>)[0, 1, 8, 9, 12, 15, 21, 22, 23, good.Length - 2, good.Length - 1])
        {
            byte[] bad = [.. good];
            bad[at] ^= 0x80;

            Assert.False(NmtHeader.TryReadChunk(bad, out _), $"byte {at}");
        }
        for (int length = 0; length < good.Length; length++)
            Assert.False(NmtHeader.TryReadChunk(good.AsSpan(0, length), out _));
    }

    /// <summary>malloc.c: 8 bytes of its own and up to 31 of rounding; an mmapped chunk ends with its page, and leaves its header out from 2.43 on.</summary>
    [Theory]
    [InlineData(1048576, 0x101000 | 2, true)]
    [InlineData(1048576, 0x101000 - 16 | 2, true)]
    [InlineData(1048576, 0x200000 | 2, true)]
    [InlineData(1048576, 0x2001000 | 2, false)]
    [InlineData(100, 128 | 1, true)]
    [InlineData(100, 144 | 5, true)]
    [InlineData(100, 112 | 1, false)]
    [InlineData(100, 4096 | 1, false)]
    public void Mallocs_size_must_go_with_the_JVMs(int length, ulong word, bool fits) =>
        Assert.Equal(fits, new NmtHeader((ulong)length, 0, 0).FitsChunk(word));

    [Fact]
    public void Without_a_mark_chunk_and_tag_decide()
    {
        byte[] header = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(header, 100);
        header[8] = 9;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(9), 3);
        header[11] = 0x44;

        Assert.True(NmtHeader.TryReadUnmarked(header, 128 | 1, 21, detail: true, out NmtHeader found));
        Assert.Equal(new NmtHeader(100, 9, 0x0044_0003), found);
        Assert.False(NmtHeader.TryReadUnmarked(header, 256 | 1, 21, detail: true, out _));
        Assert.False(NmtHeader.TryReadUnmarked(header, 128 | 1, 9, detail: true, out _));
        header[13] = 1;
        Assert.False(NmtHeader.TryReadUnmarked(header, 128 | 1, 21, detail: true, out _));
        Assert.True(NmtHeader.TryReadUnmarked(header, 128 | 1, 21, detail: false, out _));
    }

    [Fact]
    public void Damaged_chunks_neither_throw_nor_read_on() => Fuzz.Everywhere(Chunk(64), bytes =>
    {
        NmtHeader.TryReadChunk(bytes, out _);
        NmtHeader.TryReadUnmarked(bytes, ulong.MaxValue, 28, bytes.Length % 2 == 0, out _);
    });
}
