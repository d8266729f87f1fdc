using Fathom.Sources.Probe;

namespace Fathom.Tests.Sources.Probe;

/// <summary>Against a plain array of who has which row.</summary>
public class RowPoolTests
{
    [Fact]
    public void Gives_no_row_twice_and_forgets_none()
    {
        const int rows = 1000;
        Random random = new(7);
        int[] owners = new int[rows];
        RowPool pool = new(rows);
        List<(int From, int Count)> held = [];
        for (int round = 1; round < 20_000; round++)
        {
            if (held.Count > 0 && random.Next(2) == 0)
            {
                int at = random.Next(held.Count);
                pool.Give(held[at].From, held[at].Count);
                owners.AsSpan(held[at].From, held[at].Count).Clear();
                held.RemoveAt(at);
            }
            else
            {
                int count = random.Next(1, 120);
                int? from = pool.Take(count);
                Assert.Equal(LongestFree(owners) >= count, from is not null);
                if (from is not { } place)
                    continue;
                Assert.True(owners.AsSpan(place, count).IndexOfAnyExcept(0) < 0);
                owners.AsSpan(place, count).Fill(round);
                held.Add((place, count));
            }
            Assert.Equal(LongestFree(owners), pool.Largest);
        }
    }

    static int LongestFree(int[] owners)
    {
        int longest = 0, now = 0;
        foreach (int owner in owners)
        {
            now = owner == 0 ? now + 1 : 0;
            longest = Math.Max(longest, now);
        }
        return longest;
    }
}
