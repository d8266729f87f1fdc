using Fathom.Sources.HeapDumps;

namespace Fathom.Tests.Sources.HeapDumps;

public sealed class FarReferencesTests
{
    static WantedObjects Wanted(params ulong[] ids)
    {
        DumpGraph graph = new(new Dictionary<ulong, DumpRoot>());
        foreach (ulong id in ids)
            graph.Add(id, 0, isClass: false);
        return new WantedObjects(graph, []);
    }

    [Fact]
    public void A_block_is_read_for_what_it_refers_to_and_for_what_it_has()
    {
        DumpBlocks blocks = new(new FarReferences(1000));
        blocks.Begin(100);
        blocks.Has(0x5000);
        blocks.Has(0x6000);
        blocks.Refer(0x5800);
        blocks.Refer(0x9000);
        DumpBlock block = blocks.End(200);

        Assert.Equal(1, block.Count);
        Assert.True(Wanted(0x9000).MayBeIn(block));
        Assert.True(Wanted(0x1000, 0x5808, 0xA000).MayBeIn(block));
        Assert.False(Wanted(0x4FF8, 0x6008, 0x9008).MayBeIn(block));
    }

    [Fact]
    public void Where_there_is_no_more_room_a_block_is_read_always()
    {
        FarReferences references = new(100_000);
        DumpBlocks blocks = new(references);
        DumpBlock[] made = new DumpBlock[3];
        for (uint i = 0; i < 3; i++)
        {
            blocks.Begin(i);
            blocks.Has(8);
            for (uint each = 1; each <= 60_000; each++)
                blocks.Refer(0x1_0000_0000UL * (i + 1) + 8 * each);
            made[i] = blocks.End(i + 1);
        }

        Assert.Equal([false, true, true], made.Select(block => block.IsOpen));
        Assert.InRange(references.Count, 60_000, 100_000);
        Assert.True(Wanted(0x1_0000_0000UL + 8 * 59_999).MayBeIn(made[0]));
        Assert.False(Wanted(0x2_0000_0000UL + 8 * 59_999).MayBeIn(made[0]));
        Assert.True(Wanted(0x2_0000_0000UL + 8 * 59_999).MayBeIn(made[1]));
    }
}
