using Fathom.Accounting.Census;
using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Evidence.Profiles;
using Fathom.Evidence.Tracing;
using Fathom.Sources.Profiles;

namespace Fathom.Tests.Accounting.Census;

/// <summary>Samples of a trace stand below the row whose block they are, whoever made them.</summary>
public class TracedCensusTests
{
    const ulong At = 0x7f00_0000_1010;

    [Fact]
    public void Makers_stand_below_the_row_of_their_blocks_the_largest_first()
    {
        MadeCensus made = new();
        (int large, int small) = (made.Group(7184, 1000), made.Group(64, 1000));
        CensusRows rows = made.Rows();
        (AllocationProfile stacks, int copy, int read) = Stacks();

        TracedCensus traced = TracedCensus.Of(rows, new Chunks((At, large), (At + 0x2000, large), (At + 0x4000, large), (At + 0x6000, small)), Trace(stacks,
            (At, 1000, copy), (At + 0x2000, 700, read), (At + 0x4000, 500, copy), (At + 0x6000, 100, read), (At + 0x8000, 9000, read)));

        Assert.Equal([("inflate of libz.so", "shop.Orders.copy", 1500.0, 2L), ("inflate of libz.so", "shop.Orders.read", 700.0, 1L)], Makers(traced, rows.RowsOf[large]));
        Assert.Equal([("inflate of libz.so", "shop.Orders.read", 100.0, 1L)], Makers(traced, rows.RowsOf[small]));
        // One is no block of this census: memory of another malloc.
        Assert.Equal((5L, 4L), (traced.Samples, traced.Found));
    }

    [Fact]
    public void A_row_without_samples_has_no_maker()
    {
        MadeCensus made = new();
        int group = made.Group(7184, 1000);
        CensusRows rows = made.Rows();

        TracedCensus traced = TracedCensus.Of(rows, new Chunks((At, group)), Trace(Stacks().Profile));

        Assert.Empty(Assert.Single(traced.ByRow));
    }

    static (string, string?, double, long)[] Makers(TracedCensus traced, int row) => [.. traced.ByRow[row].Select(maker => (maker.Native, maker.Java, maker.Bytes, maker.Samples))];

    static TracedBlocks Trace(AllocationProfile stacks, params (ulong At, double Bytes, int Stack)[] blocks) =>
        new(stacks, [.. blocks.Select(block => new TracedBlock(new Address(block.At), block.Bytes, 1, block.Stack, 7))], new Dictionary<int, Bytes>(),
            new TraceFigures(TimeSpan.FromSeconds(30), TimeSpan.Zero, new Bytes(512 * 1024)));

    static (AllocationProfile Profile, int Copy, int Read) Stacks()
    {
        ProfileBuilder builder = new(1);
        int inflate = builder.Frame(new ProfileFrame(0x1000, builder.Texts.Add("inflate"), builder.Texts.Add("/usr/lib/libz.so")));
        int copy = builder.StackOf([inflate, builder.Frame(new ProfileFrame(0, builder.Texts.Add("shop.Orders.copy"), 0))]);
        int read = builder.StackOf([inflate, builder.Frame(new ProfileFrame(0, builder.Texts.Add("shop.Orders.read"), 0))]);
        return (builder.Done("4242", "trace", [ProfileColumn.InUseBytes], ProfileSampling.All), copy, read);
    }

    sealed class Chunks(params (ulong User, int Group)[] chunks) : CensusChunks
    {
        public override void Each(Action<Address, Bytes, int> see)
        {
            foreach ((ulong user, int group) in chunks)
                see(new Address(user), new Bytes(64), group);
        }
    }
}
