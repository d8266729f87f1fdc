using Fathom.Sources.Glibc;

namespace Fathom.Tests.Sources.Glibc;

public class ArenaLayoutTests
{
    const ulong At = 0x7f0000000030;

    [Theory]
    [InlineData(104, false)]
    [InlineData(104, true)]
    [InlineData(112, true)]
    [InlineData(24, true)]
    public void Bins_begin_behind_the_last_remainder_also_where_that_looks_like_one_of_them(int bins, bool counts)
    {
        ulong[] words = new ulong[ArenaLayout.Largest / 8];
        ArenaLayout layout = new(bins, counts);
        for (int bin = 0; bin < ArenaLayout.BinCount; bin++)
            words[(bins / 8) + (2 * bin)] = words[(bins / 8) + (2 * bin) + 1] = layout.BinAddress(At, bin);
        words[layout.Top / 8] = At + 0x10000;
        words[(layout.Top / 8) + 1] = At + 0x8000;
        // The map of bins: a word that could be a pointer.
        words[(bins / 8) + (2 * ArenaLayout.BinCount)] = 0x4000_0018;
        words[layout.Next / 8] = At + (64UL << 20);
        if (counts)
            words[layout.Attached / 8] = 1;
        words[layout.System / 8] = 33 * 4096;
        words[layout.MaxSystem / 8] = 40 * 4096;

        Assert.Equal(layout, ArenaLayout.Find(words, At));
    }
}
