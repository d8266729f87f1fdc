using Fathom.Accounting.HeapDumps;
using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Evidence.HeapDumps;
using Fathom.Tests.Findings.Rules;

namespace Fathom.Tests.Accounting.HeapDumps;

public sealed class DumpJoinTests
{
    static JoinedFigure Bytes(long dumped, long other, bool isAll = false) => new("x", dumped << 20, "y", other << 20, IsBytes: true, isAll);

    [Fact]
    public void A_part_may_be_smaller_and_the_same_may_not()
    {
        Assert.True(Bytes(100, 4000).Agrees);
        Assert.False(Bytes(100, 4000, isAll: true).Agrees);
        Assert.True(Bytes(100, 104, isAll: true).Agrees);
        Assert.True(Bytes(100, 96, isAll: true).Agrees);
        Assert.True(Bytes(100, 96).Agrees);
        Assert.False(Bytes(100, 80).Agrees);
        Assert.Equal(-(20L << 20), Bytes(100, 80).Difference);
        // Of few things some come and go.
        Assert.True(new JoinedFigure("x", 9, "y", 5, IsBytes: false, IsAll: true).Agrees);
        Assert.False(new JoinedFigure("x", 900, "y", 500, IsBytes: false, IsAll: true).Agrees);
    }

    [Fact]
    public void Buffers_are_held_against_both_counts_of_them()
    {
        HeapDump dump = DumpedHeaps.Buffers(DumpedHeaps.Kept(307, 300, "com.example.Cache.buffers"), DumpedHeaps.Garbage(8, 8));

        IReadOnlyList<JoinedFigure> joined = DumpJoin.Of(Pasted.Texts(4, 311).Dump(dump).Nmt("Other", 330, 700).Direct(308, 200).Case().Snapshot, dump);

        Assert.Equal([("java.nio's own count", 308L << 20, 200L << 20, false), ("NMT's Other", 308L << 20, 330L << 20, true)],
            joined.Where(figure => figure.What == DumpJoin.DirectBuffers).Select(figure => (figure.Source, figure.Dumped, figure.Other, figure.Agrees)));
    }

    [Fact]
    public void Without_another_report_nothing_is_joined() => Assert.Empty(DumpJoin.Of(OfDumpAlone(DumpedHeaps.Empty), DumpedHeaps.Empty));

    static Snapshot OfDumpAlone(HeapDump dump) => Pasted.Texts(4).Dump(dump).Case().Snapshot;

    [Fact]
    public void A_heap_that_does_not_fit_is_another_process()
    {
        Snapshot small = Pasted.Texts(4).Nmt("Java Heap", 32, 0).Case().Snapshot, large = Pasted.Texts(4).Nmt("Java Heap", 64, 0).Case().Snapshot;

        Assert.True(DumpJoin.IsOfAnother(small, DumpedHeaps.Empty));
        Assert.False(DumpJoin.IsOfAnother(large, DumpedHeaps.Empty));
    }

    [Fact]
    public void Of_very_many_owners_those_that_were_looked_at_stand_for_the_others()
    {
        HeapDump dump = DumpedHeaps.Inflaters(DumpedHeaps.Kept(900, null, "com.example.A.b"), DumpedHeaps.Garbage(100, null));
        dump = dump with { Owners = [.. dump.Owners.Select(owner => owner with { Count = 60_000, Open = 50_000 })] };

        Assert.Equal(45_000, DumpedShare.Of(dump, DumpedKinds.Inflate, HolderState.Kept)!.Count);
        Assert.Equal(5_000, DumpedShare.Of(dump, DumpedKinds.Inflate, HolderState.Garbage)!.Count);
        Assert.Null(DumpedShare.Of(dump, DumpedKinds.Inflate, HolderState.Kept, "example.A"));
        Assert.Null(DumpedShare.Of(dump, DumpedKinds.Deflate, HolderState.Kept));
    }
}
