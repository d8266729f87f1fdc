using Fathom.Evidence;
using Fathom.Sources.Census;

namespace Fathom.Tests.Sources.Census;

public class ChunkSampleTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(16)]
    public void Has_its_share_of_blocks_wherever_they_lie(int part)
    {
        ChunkSample sample = new(Bytes.FromMiB(part * 2048), new CensusOptions());
        foreach (ulong start in new ulong[] { 0x5555_0000_0000, 0x7f00_0400_0000 })
        {
            int has = 0, parts = 0;
            for (ulong block = 0; block < 16_384; block++)
            {
                has += sample.Has(start + (block << 20)) ? 1 : 0;
                parts |= sample.Has(start + (block << 20)) ? 1 << ChunkSample.PartOf(start + (block << 20), 16) : 0;
                Assert.Equal(sample.Has(start + (block << 20)), sample.Has(start + (block << 20) + 0xffff0));
            }
            Assert.InRange(has, 16_384 / part * 8 / 10, 16_384 / part * 12 / 10);
            Assert.Equal(0xffff, parts);
        }
    }

    [Fact]
    public void Is_whole_where_it_may_be()
    {
        Assert.True(new ChunkSample(Bytes.FromMiB(2048), new CensusOptions()).IsWhole);
        Assert.False(new ChunkSample(Bytes.FromMiB(2049), new CensusOptions()).IsWhole);
        Assert.True(new ChunkSample(Bytes.FromMiB(1 << 20), new CensusOptions { Exact = true }).IsWhole);
    }
}
