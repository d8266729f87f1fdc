using Fathom.Accounting.Growth;

namespace Fathom.Tests.Accounting.Growth;

public class StraightLineTests
{
    /// <summary>Anscombe's first set of 1973, of which slope 0.5 and its standard error 0.118 are in every textbook.</summary>
    [Fact]
    public void It_is_the_line_of_the_textbooks()
    {
        (double, double)[] points = [(10, 8.04), (8, 6.95), (13, 7.58), (9, 8.81), (11, 8.33), (14, 9.96), (6, 7.24), (4, 4.26), (12, 10.84), (7, 4.82), (5, 5.68)];

        StraightLine line = StraightLine.Through(points)!.Value;

        Assert.Equal(0.5001, line.Slope, 4);
        Assert.Equal(0.1179, line.Error, 4);
        Assert.Equal(4.24, line.T, 2);
    }

    [Fact]
    public void Without_three_moments_there_is_none()
    {
        Assert.Null(StraightLine.Through([(0, 1), (1, 2)]));
        Assert.Null(StraightLine.Through([(1, 1), (1, 2), (1, 3)]));
    }

    [Fact]
    public void What_stands_still_has_no_slope() => Assert.Equal(0, StraightLine.Through([(0, 5), (1, 5), (2, 5)])!.Value.T);

    [Fact]
    public void Noise_is_seldom_taken_for_growth()
    {
        int wrong = 0;
        for (int seed = 0; seed < 2000; seed++)
        {
            Random random = new(seed);
            StraightLine line = StraightLine.Through([.. Enumerable.Range(0, 13).Select(i => ((double)i * 5, random.NextDouble() * 1e6))])!.Value;
            wrong += Math.Abs(line.T) > 5 ? 1 : 0;
        }
        Assert.InRange(wrong, 0, 5);
    }

    [Fact]
    public void A_slow_leak_in_noise_is_found_with_its_rate()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            Random random = new(seed);
            StraightLine line = StraightLine.Through([.. Enumerable.Range(0, 13).Select(i => ((double)i * 5, (i * 5 * 44_464.0) + (random.NextDouble() * 20_000)))])!.Value;
            Assert.True(line.T > 5);
            Assert.InRange(line.Slope, 44_464 - (5 * line.Error), 44_464 + (5 * line.Error));
        }
    }
}
