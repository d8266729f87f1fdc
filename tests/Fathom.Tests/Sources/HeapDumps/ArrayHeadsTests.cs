using Fathom.Sources.HeapDumps;

namespace Fathom.Tests.Sources.HeapDumps;

public sealed class ArrayHeadsTests
{
    [Theory]
    [InlineData(12)]
    [InlineData(16)]
    [InlineData(20)]
    [InlineData(24)]
    public void Most_arrays_tell_and_not_the_nearest_neighbour(int head)
    {
        ArrayHeads heads = default;
        foreach (int elements in (ReadOnlySpan<int>)[1, 3, 4, 7, 8, 12, 16, 20, 24, 28, 100])
            heads.Meet((ulong)elements, (ulong)(((head + elements + 7) / 8 * 8) - elements));
        ArrayHeads moved = default;
        moved.Meet(8, 16);
        moved.Meet(4, 12);

        heads.Take(moved);

        Assert.Equal(head, heads.Bytes);
    }

    [Fact]
    public void Holes_tell_nothing()
    {
        ArrayHeads heads = default;
        heads.Meet(8, 16 + 48);
        heads.Meet(4, 20 + 16);
        heads.Meet(5, 19);

        Assert.Null(heads.Bytes);
    }
}
