using System.Runtime.InteropServices;
using Fathom.Evidence.Census;
using Fathom.Sources.Census;

namespace Fathom.Tests.Sources.Census;

/// <summary>Words as HotSpot's memory/arena.hpp and glibc's malloc.c put them in front.</summary>
public class LayoutSniffTests
{
    const ulong Next = 0x7f00_0000_1010;

    [Theory]
    [InlineData(216, 256)]
    [InlineData(984, 1008)]
    [InlineData(1016, 1040)]
    [InlineData(10_200, 10_224)]
    [InlineData(32_728, 32_752)]
    [InlineData(32_728, 32_768)] // one word more in front, since 25
    public void A_piece_of_an_arena_has_its_length_and_the_next(ulong length, ulong size)
    {
        Assert.Equal(ContentKind.ArenaPiece, LayoutSniff.Of([Next, length, 7], size, 0, isJvm: true));
        Assert.Equal(ContentKind.ArenaPiece, LayoutSniff.Of([0, length, 7], size, 0, isJvm: true));
        Assert.Equal(ContentKind.ArenaPiece, LayoutSniff.Of([0, length, 7], size + 16, 16, isJvm: true));
        Assert.Equal(ContentKind.Unknown, LayoutSniff.Of([Next, length, 7], size, 0, isJvm: false));
    }

    [Theory]
    [InlineData(0, 984, 1104)] // a block that is longer
    [InlineData(0, 992, 1008)] // a length that HotSpot has none of
    [InlineData(12, 984, 1008)] // a number in front
    public void Others_are_none(ulong next, ulong length, ulong size) =>
        Assert.NotEqual(ContentKind.ArenaPiece, LayoutSniff.Of([next, length, 7], size, 0, isJvm: true));

    [Theory]
    [InlineData(0x250, 1, 0, 3)]
    [InlineData(0x290, 2, 0, 3)]
    [InlineData(0x300, 2, 16, 13)]
    public void A_thread_s_cache_counts_what_its_lists_have(ulong size, int width, int empty, int taken)
    {
        ulong[] words = Cache(size, width, empty);
        Assert.NotEqual(ContentKind.ThreadCache, LayoutSniff.Of(words, size, 0, isJvm: false));

        Put(words, size, width, 5, taken, Next);
        Put(words, size, width, 9, taken, Next + 64);

        Assert.Equal(ContentKind.ThreadCache, LayoutSniff.Of(words, size, 0, isJvm: false));
        Assert.NotEqual(ContentKind.ThreadCache, LayoutSniff.Of(words, size + 16, 0, isJvm: false));
        // Its beginning is enough.
        Assert.Equal(ContentKind.ThreadCache, LayoutSniff.Of(words.AsSpan(0, 60), size, 0, isJvm: false));
    }

    [Theory]
    [InlineData(0, Next)]
    [InlineData(3, 0)]
    [InlineData(3, Next + 8)]
    [InlineData(3, 64)]
    [InlineData(300, Next)]
    public void A_list_that_does_not_go_with_its_count_is_none(int count, ulong list)
    {
        ulong[] words = Cache(0x290, 2, 0);
        Put(words, 0x290, 2, 5, 3, Next);
        Put(words, 0x290, 2, 6, count, list);

        Assert.NotEqual(ContentKind.ThreadCache, LayoutSniff.Of(words, 0x290, 0, isJvm: true));
    }

    [Fact]
    public void Its_own_size_in_front_is_told()
    {
        Assert.Equal(ContentKind.Sized, LayoutSniff.Of([1000, 7], 1024, 0, isJvm: true));
        Assert.Equal(ContentKind.Unknown, LayoutSniff.Of([1000, 7], 1024, 16, isJvm: true));
        Assert.Equal(ContentKind.Unknown, LayoutSniff.Of([1000, 7], 2048, 0, isJvm: true));
    }

    [Fact]
    public void Takes_words_of_any_number_and_value()
    {
        Random random = new(3);
        ulong[] sizes = [32, 0x250, 0x290, 0x300, 1008, 32_752, ulong.MaxValue & ~15UL];
        for (int i = 0; i < 20_000; i++)
        {
            ulong[] words = new ulong[random.Next(70)];
            for (int n = 0; n < words.Length; n++)
                words[n] = random.Next(4) switch { 0 => 0, 1 => (ulong)random.NextInt64(), 2 => 32_728, _ => (ulong)random.Next(40_000) };
            LayoutSniff.Of(words, sizes[random.Next(sizes.Length)], random.Next(2) * 16, isJvm: true);
        }
    }

    static ulong[] Cache(ulong size, int width, int count)
    {
        ulong[] words = new ulong[(size / 8) - 2];
        for (int i = 0; i < 64; i++)
            Put(words, size, width, i, count, 0);
        return words;
    }

    static void Put(ulong[] words, ulong size, int width, int bin, int count, ulong list)
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(words.AsSpan());
        int bins = size == 0x300 ? 76 : 64;
        bytes[bin * width] = (byte)(count & 0xFF);
        if (width == 2)
            bytes[(bin * width) + 1] = (byte)(count >> 8);
        words[(bins * width / 8) + bin] = list;
    }
}
