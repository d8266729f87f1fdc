using Fathom.Sources.Census;

namespace Fathom.Tests.Sources.Census;

/// <summary>A block keeps few chunks as a list and many as bits, few groups as bytes and many as words: nobody sees which.</summary>
public class ChunkBlockTests
{
    const ulong Start = 0x7f00_1230_0000;

    [Theory]
    [InlineData(1, 0, 3)]
    [InlineData(17, 0, 255)]
    [InlineData(2999, 4000, 300)]
    [InlineData(3071, 0, 256)]
    [InlineData(3072, 0, 257)]
    [InlineData(3073, 100, 5)]
    [InlineData(32768, 0, 60_000)]
    [InlineData(20_011, 32_000, 2)]
    public void Answers_as_a_sorted_list_does(int count, int expected, int groups)
    {
        Random random = new(count);
        SortedSet<int> places = [];
        while (places.Count < count)
            places.Add(count == 32768 ? 2 * places.Count : random.Next(1 << 16));
        ulong[] chunks = [.. places.Select(place => Start + (16UL * (ulong)place))];
        ushort[] kinds = [.. chunks.Select(_ => (ushort)random.Next(groups))];
        ChunkBlock block = new(Start, expected);
        for (int i = 0; i < count; i++)
            Assert.True(block.Add(chunks[i], kinds[i]));
        Assert.False(block.Add(chunks[^1], 1));
        block.Seal();
        for (int i = 0; i < count; i += 7)
            block.Groups[i] = kinds[i] = (ushort)(kinds[i] + 1000);
        block.Groups.Renumber([.. Enumerable.Range(0, 1 << 16).Select(group => (ushort)(group / 3))]);
        Assert.Equal(count, block.Count);
        int at = 0;
        foreach (ulong chunk in block)
            Assert.Equal(chunks[at++], chunk);
        Assert.Equal(count, at);
        for (int i = 0; i < count; i++)
            Assert.Equal(kinds[i] / 3, block.Groups[i]);
        for (int place = 0; place < 1 << 16; place++)
            AssertSame(block, chunks, Start + (16UL * (ulong)place));
    }

    [Fact]
    public void Nothing_is_left_of_what_was_taken_back()
    {
        ChunkBlock block = new(Start);
        for (int again = 0; again < 2; again++)
        {
            for (int i = 0; i < 5000; i++)
                Assert.True(block.Add(Start + (ulong)(32 * i) + (ulong)(16 * again), (ushort)i));
            Assert.Equal(5000, block.Count);
            if (again == 0)
                block.Clear();
        }
        block.Seal();
        Assert.True(block.Find(Start) < 0);
        Assert.Equal(4999, block.Find(Start + (32 * 4999) + 16));
        Assert.Equal(4999, block.Groups[4999]);
    }

    static void AssertSame(ChunkBlock block, ulong[] chunks, ulong at)
    {
        int found = Array.BinarySearch(chunks, at);
        int before = found >= 0 ? found : ~found - 1, next = found >= 0 ? found : ~found;
        if (block.Find(at) != Math.Max(found, -1) || block.FindBefore(at + 8, out ulong chunk) != before
            || chunk != (before < 0 ? 0 : chunks[before]) || block.Next(at) != (next < chunks.Length ? chunks[next] : null)
            || block.Find(at + 8) >= 0)
            Assert.Fail($"{at:x}");
    }
}
