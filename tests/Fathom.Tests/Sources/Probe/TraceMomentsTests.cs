using Fathom.Sources.Probe;

namespace Fathom.Tests.Sources.Probe;

public class TraceMomentsTests
{
    [Theory]
    [InlineData(30)]
    [InlineData(600)]
    [InlineData(86_400)]
    public void However_long_a_trace_is_growth_has_a_moment_near_what_is_asked_for(int seconds)
    {
        TraceMoments moments = new();
        for (int i = 1; i <= seconds; i++)
            moments.Add(At(i, 10));

        foreach (double back in (double[])[10, seconds / 3.0, seconds / 2.0])
        {
            double asked = seconds - back;
            Assert.InRange(moments.Before(TimeSpan.FromSeconds(asked))!.At.TotalSeconds, asked - Math.Max(1.01, 0.25 * back), asked);
        }
        Assert.Null(moments.Before(TimeSpan.FromSeconds(0.5)));
    }

    [Fact]
    public void Many_rows_take_the_place_of_many_moments()
    {
        TraceMoments moments = new();
        int first = 0;
        for (int i = 1; i <= 100; i++)
            moments.Add(At(i, 50_000));
        for (int i = 1; i <= 100; i++)
            first += moments.Before(TimeSpan.FromSeconds(i))!.At == TimeSpan.FromSeconds(i) ? 1 : 0;

        Assert.InRange(first, 2, 8);
        Assert.Equal(100, moments.Before(TimeSpan.FromSeconds(1000))!.At.TotalSeconds);
    }

    static TraceMoment At(int seconds, int rows)
    {
        Dictionary<(uint Stack, uint Thread), double> live = [];
        for (uint i = 0; i < rows; i++)
            live[(i, 1)] = 1;
        return new TraceMoment(TimeSpan.FromSeconds(seconds), live, new Dictionary<uint, double>());
    }
}
