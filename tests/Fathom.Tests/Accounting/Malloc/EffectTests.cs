using Fathom.Accounting.Malloc;
using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Tests.Accounting.Malloc;

public class EffectTests
{
    // jemalloc: the table of its manual (jemalloc(3), "Size classes"). gperftools and mimalloc: by their own
    // tc_nallocx and mi_good_size.
    [Theory]
    [InlineData(1, 8, 8, 8)]
    [InlineData(9, 16, 16, 16)]
    [InlineData(24, 32, 32, 32)]
    [InlineData(65, 80, 80, 80)]
    [InlineData(129, 160, 144, 160)]
    [InlineData(200, 224, 208, 224)]
    [InlineData(513, 640, 576, 640)]
    [InlineData(1024, 1024, 1024, 1024)]
    [InlineData(1025, 1280, 1152, 1280)]
    [InlineData(7160, 7168, 8192, 7168)]
    [InlineData(7169, 8192, 8192, 8192)]
    [InlineData(32_768, 32_768, 32_768, 32_768)]
    [InlineData(32_784, 40_960, 40_960, 40_960)]
    [InlineData(300_000, 327_680, 303_104, 327_680)]
    public void A_request_gets_the_slot_that_the_allocator_gives(long request, long jemalloc, long tcmalloc, long mimalloc) =>
        Assert.Equal((jemalloc, tcmalloc, mimalloc),
            (SizeClasses.Jemalloc(request), SizeClasses.Tcmalloc(request), SizeClasses.Mimalloc(request)));

    [Fact]
    public void A_slot_is_no_smaller_than_its_request_never_shrinks_with_it_and_is_its_own_slot() => Law.Holds(random =>
    {
        long request = random.NextInt64(1, 1L << random.Next(2, 40));
        foreach (Func<long, long> classOf in (ReadOnlySpan<Func<long, long>>)[SizeClasses.Jemalloc, SizeClasses.Tcmalloc, SizeClasses.Mimalloc])
        {
            long slot = classOf(request);
            Assert.True(slot >= request && slot <= Math.Max(16, request + (request / 3) + 16));
            Assert.True(classOf(request + 1) >= slot);
            Assert.Equal(slot, classOf(slot));
        }
    }, 1000);

    [Fact]
    public void What_lives_is_put_into_the_other_allocators_slots()
    {
        // 100 chunks of 1,040: requests of 1,017 to 1,032 bytes.
        Arena arena = MadeMalloc.Arena(0, OfSplit(new() { InUse = new Bytes(104_000) })) with
        {
            InUse = new ChunkTotal(100, new Bytes(104_000)),
            SizeClasses = [new SizeClass(new Bytes(1040), new ChunkTotal(100, new Bytes(104_000)))],
        };

        OtherAllocator jemalloc = OtherAllocator.Of(MadeMalloc.State(arena))[0];

        Assert.Equal((AllocatorKind.Jemalloc, 102_400L, 128_000L), (jemalloc.Kind, jemalloc.Resident.Least.Value, jemalloc.Resident.Most.Value));
    }

    [Fact]
    public void What_was_never_touched_is_not_in_memory_there_either()
    {
        Arena arena = MadeMalloc.Arena(0, OfSplit(new() { InUse = new Bytes(4000) })) with
        {
            InUse = new ChunkTotal(100, new Bytes(104_000)),
            SizeClasses = [new SizeClass(new Bytes(1040), new ChunkTotal(100, new Bytes(104_000)))],
        };

        Assert.Equal(2_400, OtherAllocator.Of(MadeMalloc.State(arena))[0].Resident.Least.Value);
    }

    [Fact]
    public void Fewer_arenas_spare_at_most_what_is_free_in_those_that_have_least()
    {
        Arena[] arenas = [.. Enumerable.Range(0, 3).Select(i => MadeMalloc.Arena(i, OfSplit(new() { Locked = Bytes.FromMiB(10 * (((i + 2) % 3) + 1)), Cached = Bytes.FromMiB(7) })))];
        MallocState state = MadeMalloc.State(arenas);

        Assert.Equal((Bytes.Zero, Bytes.FromMiB(30)), (FewerArenas.Of(state, 1)!.Spared.Least, FewerArenas.Of(state, 1)!.Spared.Most));
        Assert.Equal(Bytes.FromMiB(10), FewerArenas.Of(state, 2)!.Spared.Most);
        Assert.Null(FewerArenas.Of(state, 3));
        Assert.Null(FewerArenas.Of(state, 0));
    }

    [Fact]
    public void Any_number_of_arenas_may_be_asked_for_beside_the_usual_ones()
    {
        MallocState state = MadeMalloc.State([.. Enumerable.Range(0, 6).Select(i => MadeMalloc.Arena(i, OfSplit(new() { Locked = Bytes.FromMiB(i + 1) })))]);

        Assert.Equal([(4, 3L), (2, 10), (1, 15)], Effects(null));
        Assert.Equal([(4, 3), (3, 6), (2, 10), (1, 15)], Effects(3));
        Assert.Equal(Effects(null), Effects(2));
        Assert.Equal([(6, 0L), .. Effects(null)], Effects(6));

        IEnumerable<(int, long)> Effects(int? asked) =>
            FewerArenas.All(state, asked).Select(effect => (effect.Arenas, effect.Spared.Most.Value >> 20));
    }

    [Fact]
    public void What_is_free_in_swap_goes_with_a_trim_and_is_told_apart()
    {
        ArenaHeap heap = OfSplit(new() { Trimmable = Bytes.FromKiB(8) }) with { Swapped = new() { Trimmable = Bytes.FromKiB(12), Locked = Bytes.FromKiB(4) } };

        TrimForecast all = TrimForecast.Of(MadeMalloc.State(MadeMalloc.Arena(0, heap), MadeMalloc.Arena(1, heap)));

        Assert.Equal((16, 24), (Kib(all.Returned), Kib(all.ReturnedFromSwap)));
        Assert.Equal(12, Kib(TrimForecast.Of(MadeMalloc.Arena(0, heap)).ReturnedFromSwap));
    }

    [Fact]
    public void A_forecast_adds_up_arenas_and_who_locks_them()
    {
        HeapSplit split = new() { InUse = Bytes.FromKiB(1), Cached = Bytes.FromKiB(2), Trimmable = Bytes.FromKiB(4), Locked = Bytes.FromKiB(8), Top = Bytes.FromKiB(16) };
        Arena[] arenas = [.. Enumerable.Range(0, 2).Select(i => MadeMalloc.Arena(i, OfSplit(split)) with
        {
            Pins = [new PinningSize(new Bytes(48), 3, Bytes.FromKiB(5)), new PinningSize(new Bytes(32 * (i + 1)), 1, Bytes.FromKiB(1))],
        })];

        TrimForecast all = TrimForecast.Of(MadeMalloc.State(arenas));

        Assert.Equal((60, 8, 16, 4, 32), (Kib(all.Free), Kib(all.Returned), Kib(all.Locked), Kib(all.Cached), Kib(all.Top)));
        Assert.Equal([(48L, 6L, 10L), (32, 1, 1), (64, 1, 1)], all.Pins.Select(pin => (pin.ChunkSize.Value, pin.Count, Kib(pin.Locked))));
        Assert.False(all.IsApproximate);
    }

    [Fact]
    public void What_a_trim_returned_is_what_of_its_pages_is_gone()
    {
        PageRuns.Builder trimmable = new(), after = new();
        trimmable.Add(new PageRun(Made.Range(2, 3).Start, 10, PageKind.Present));
        after.Add(new PageRun(Made.Range(0, 1).Start, 4, PageKind.Present));
        ArenaHeap heap = new(Made.Range(0, 20), Bytes.FromPages(20)) { Resident = new() { Trimmable = Bytes.FromPages(10) }, Trimmable = trimmable.Build() };
        Snapshot before = new() { TakenAt = default, Target = new Target(), MallocState = MadeMalloc.State(MadeMalloc.Arena(0, heap)), Cost = Cost.None };

        TrimTruth truth = TrimTruth.Of(before, before with { Pages = after.Build() }, Bytes.FromPages(7));

        Assert.Equal((10L, 2L, 8L), (truth.Predicted.Value / 4096, truth.Left.Value / 4096, truth.Returned.Value / 4096));
        Assert.Equal(Bytes.FromPages(7), truth.Said);
    }

    static long Kib(Bytes bytes) => bytes.Value / 1024;

    static ArenaHeap OfSplit(HeapSplit split) => new(Made.Range(0, 20), Bytes.FromPages(20)) { Resident = split };
}
