using Fathom.Sources.HotSpot;

namespace Fathom.Tests.Sources.HotSpot;

/// <summary>By hand after compressedStream.hpp of JDK 17 and of JDK 21; that real methods are read right is a live test's to show.</summary>
public class MethodLinesTests
{
    [Fact]
    public void Short_pairs_are_five_and_three_bits() =>
        Assert.Equal([(0, 3), (5, 5), (36, 12)], MethodLines.Decode([0x03, 0x2A, 0xFF, 62, 14, 0], excess: 0));

    [Fact]
    public void The_later_form_has_no_noughts_in_its_numbers() =>
        Assert.Equal([(0, 3), (31, 2)], MethodLines.Decode([0x03, 0xFF, 63, 2, 0], excess: 1));

    [Fact]
    public void Long_numbers_go_on_in_steps_of_six_bits() =>
        // 200 = 192 + (0 << 6) + 8 in the old form: 200 & 1 == 0, so 100.
        Assert.Equal([(100, 0)], MethodLines.Decode([0xFF, 200, 0, 0, 0], excess: 0));

    [Fact]
    public void What_is_cut_or_wild_ends_without_an_exception()
    {
        Random random = new(3);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);
            SourceLines lines = new("A.java", MethodLines.Decode(bytes, i % 2));
            lines.At(random.Next(70_000));
        }
    }

    [Fact]
    public void A_line_counts_until_the_next_one_begins()
    {
        SourceLines lines = new("A.java", [(0, 10), (4, 11), (20, 10), (9, 12)]);

        Assert.Equal(10, lines.At(0));
        Assert.Equal(11, lines.At(8));
        Assert.Equal(12, lines.At(19));
        Assert.Equal(10, lines.At(100));
    }
}
