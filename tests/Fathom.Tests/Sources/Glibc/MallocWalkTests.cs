using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Malloc;
using Fathom.Sources.Glibc;

namespace Fathom.Tests.Sources.Glibc;

public class MallocWalkTests
{
    const ChunkState InUse = ChunkState.InUse, Free = ChunkState.Free, Fast = ChunkState.Fastbin, Cached = ChunkState.Tcache;

    static readonly (ulong, ChunkState)[] Few =
        [(64, InUse), (4096, Free), (32, Fast), (48, InUse), (1040, Cached), (96, InUse), (20000, Free), (112, InUse), (80, Fast), (144, InUse)];

    /// <summary>FATHOM_SOAK_FLIPS sets how many bits are turned over in all (bench/soak/walks).</summary>
    static readonly int Flips = int.TryParse(Environment.GetEnvironmentVariable("FATHOM_SOAK_FLIPS"), NumberStyles.None,
        CultureInfo.InvariantCulture, out int asked) ? asked : 6000;

    public static TheoryData<int> Layouts => [.. Enumerable.Range(0, MadeLayout.All.Length)];

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Any_chunks_in_any_layout_are_told_to_the_byte(int index) => Law.Holds(random =>
    {
        MadeLayout layout = MadeLayout.All[index];
        (ulong Size, ChunkState State)[] main = Chunks(random, layout), other = Chunks(random, layout);

        MallocState state = new MadeMalloc(layout, main, other).Walk();

        Assert.Equal(WalkOutcome.Clean, state.Outcome);
        Check(main, state.Arenas[0], layout);
        Check(other, state.Arenas[1], layout);
    }, times: 40);

    /// <summary>No bin tells by being empty how many places each has.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_cache_with_chunks_of_every_size_is_read_as_a_whole(int index)
    {
        MadeLayout layout = MadeLayout.All[index];
        (ulong Size, ChunkState State)[] chunks =
            [.. Enumerable.Range(0, 64).SelectMany(bin => Enumerable.Repeat((32 + (16 * (ulong)bin), Cached), 1 + (bin % 7))), (64, InUse)];

        MallocState state = new MadeMalloc(layout, chunks, []).Walk();

        Assert.Equal(WalkOutcome.Clean, state.Outcome);
        Check(chunks, state.Arenas[0], layout);
    }

    [Fact]
    public void Settings_are_found()
    {
        MallocParameters parameters = Made().Walk().Parameters!;

        Assert.Equal((2, 128 * 1024, 128 * 1024), (parameters.ArenaMax, parameters.TopPad.Value, parameters.MmapThreshold.Value));
    }

    [Fact]
    public void A_visitor_sees_each_chunk_once_with_its_state_and_its_bytes()
    {
        MadeMalloc made = Made();
        Seen seen = new();

        made.Walk(seen);

        Assert.Equal([.. made.MainChunks.SkipLast(1), .. made.OtherChunks.SkipLast(1)], seen.Chunks.Select(chunk => chunk.Address));
        // Caches were not known beforehand.
        Assert.Equal(Few.Select(chunk => chunk.Item2 == Cached ? InUse : chunk.Item2), seen.Chunks.Skip(1).Take(Few.Length).Select(chunk => chunk.State));
        Assert.Equal([made.MainChunks[5], made.OtherChunks[5]], seen.Late);
    }

    [Fact]
    public void A_cache_that_a_thread_points_to_is_known_beforehand() => Law.Holds(random =>
    {
        MadeLayout layout = MadeLayout.All[random.Next(1, 4)];
        (ulong Size, ChunkState State)[] chunks = Chunks(random, layout);
        MadeMalloc made = new(layout, chunks, Few);
        Seen seen = new();
        made.PointTo(made.MainChunks[0], made.OtherChunks[2]);

        MallocState state = made.Walk(seen);

        Check(chunks, state.Arenas[0], layout);
        Assert.Equal(chunks.Select(chunk => chunk.State), seen.Chunks.Skip(1).Take(chunks.Length).Select(chunk => chunk.State));
        Assert.Equal([made.OtherChunks[5]], seen.Late);
    }, times: 20);

    [Fact]
    public void A_key_that_a_thread_left_in_a_live_block_makes_it_not_cached()
    {
        MadeMalloc made = new(MadeLayout.All[3], [(1040, Cached), (96, InUse), (64, InUse)], []);
        Seen seen = new();
        made.PointTo(made.MainChunks[0], 0);
        made.Write(made.MainChunks[2] + 24, MadeLayout.RandomKey);

        Arena arena = made.Walk(seen).Arenas[0];

        Assert.Equal((new ChunkTotal(1, new Bytes(1040)), WalkOutcome.Clean), (arena.Tcache, arena.Proof.Outcome));
        Assert.Empty(seen.Late);
    }

    [Fact]
    public void A_block_that_its_cache_gave_away_meanwhile_is_live()
    {
        MadeMalloc made = new(MadeLayout.All[3], [(1040, Cached), (1040, Cached), (1040, Cached), (64, InUse)], []);
        made.PointTo(made.MainChunks[0], 0);
        made.Write(made.MainChunks[2] + 24, 0UL);

        Assert.Equal(2, made.Walk().Arenas[0].Tcache.Count);
    }

    [Fact]
    public void A_variable_that_only_looks_like_a_cache_marks_nothing()
    {
        MadeMalloc made = new(MadeLayout.All[3], [(0x290, InUse), (1040, Cached), (64, InUse)], []);
        Seen seen = new();
        made.PointTo(made.MainChunks[1], made.OtherChunks[0]);

        Assert.Equal(1, made.Walk(seen).Arenas[0].Tcache.Count);
        Assert.Equal([made.MainChunks[2]], seen.Late);
    }

    [Fact]
    public void Pages_within_free_chunks_and_the_top_are_what_a_trim_returns()
    {
        MadeMalloc made = new(MadeLayout.All[3], [(1024, InUse), (12000, Free), (3040, InUse)], [(1024, InUse), (12000, Free), (3040, InUse)]);

        IReadOnlyList<Arena> arenas = made.Walk().Arenas;

        // 0x290 + 1024 = 0x690: the free chunk ends at 0x3570, and of it 0x1000 to 0x3000 are whole pages.
        ulong top = made.MainChunks[^1];
        long returned = (long)((MadeMalloc.Break + (1 << 20) - top - 33) & ~4095UL);
        Assert.Equal([new PageRun(new(MadeMalloc.Break + 0x1000), 2, PageKind.Present), new PageRun(new(MadeMalloc.Break + (1 << 20) - (ulong)returned), returned / 4096, PageKind.Present)],
            arenas[0].Heaps[0].Trimmable);
        Assert.Equal(0x2000 + returned, arenas[0].Resident.Trimmable.Value);
        Assert.Equal(12000 - 0x2000, arenas[0].Resident.Locked.Value);
        // The top of another arena stays.
        Assert.Equal(0x2000, arenas[1].Resident.Trimmable.Value);
        Assert.Equal([(1024L, 1L), (3040L, 1L)], arenas[0].Pins.Select(pin => (pin.ChunkSize.Value, pin.Count)).Order());
    }

    [Fact]
    public void Fast_chunks_join_their_free_neighbours_before_a_trim()
    {
        MadeMalloc made = new(MadeLayout.All[3], [(1024, InUse), (96, Fast), (12000, Free), (128, Fast), (64, InUse)], []);

        Arena arena = made.Walk().Arenas[0];

        long top = arena.Resident.Top.Value;
        Assert.Equal(12224, arena.Resident.Cached.Value + arena.Resident.Locked.Value + 0x2000);
        // 0x690 to 0x6f0, and the last 128 before 0x3650.
        Assert.Equal(96 + 128, arena.Resident.Cached.Value);
        Assert.InRange(top, 1, 4096 + 33);
    }

    /// <summary>Pages of fast chunks that a trim joins with the top are returned with it, once.</summary>
    [Fact]
    public void Fast_chunks_before_the_top_are_returned_with_it()
    {
        MadeMalloc made = new(MadeLayout.All[3], [(1024, InUse), .. Enumerable.Repeat((128UL, Fast), 80)], []);

        Arena arena = made.Walk().Arenas[0];

        Assert.Equal(WalkOutcome.Clean, arena.Proof.Outcome);
        ArenaHeap heap = arena.Heaps[0];
        Assert.Equal(arena.Resident.Trimmable.Value, heap.Trimmable.Sum(run => run.Pages * Bytes.PageSize));
        Assert.InRange(arena.Resident.Trimmable.Value, arena.Top.Value, arena.Top.Value + 80 * 128);
        Assert.Equal((1 << 20), arena.Resident.Total.Value);
    }

    [Fact]
    public void What_was_never_touched_is_not_in_memory()
    {
        MadeMalloc made = new(MadeLayout.All[3], [(64, InUse), (40960, InUse), (64, InUse), (40960, Free), (64, InUse)], []);
        made.Absent.Add((MadeMalloc.Break + 0x2000, MadeMalloc.Break + 0x8000));
        made.Absent.Add((MadeMalloc.Break + 0xd000, MadeMalloc.Break + 0xf000));

        Arena arena = made.Walk().Arenas[0];

        Assert.Equal(WalkOutcome.Clean, arena.Proof.Outcome);
        Assert.Equal(0x6000, arena.InUseUntouched.Value);
        Assert.Equal(arena.Free.Bytes.Value - 0x2000 + arena.Top.Value, arena.Resident.Free.Value);
        Assert.Equal((1 << 20) - 0x8000, arena.Resident.Total.Value);
    }

    [Fact]
    public void Headers_in_swap_hide_chunks_and_the_rest_is_found_again()
    {
        (ulong, ChunkState)[] many = [.. Enumerable.Repeat((400UL, InUse), 2000)];
        MadeMalloc made = new(MadeLayout.All[3], many, []);
        made.Swapped.Add((MadeMalloc.Break + 0x4000, MadeMalloc.Break + 0x8000));

        Arena arena = made.Walk().Arenas[0];

        Assert.Equal((WalkOutcome.Approximate, Gaps.ArenaBroken.Id), (arena.Proof.Outcome, arena.Proof.Why!.Id));
        Assert.InRange(arena.Unsplit.Value, 0x4000, 0x4000 + 800);
        Assert.Equal(0x4000, arena.Swapped.Total.Value);
        Assert.Equal((1 << 20) - 0x4000, arena.Resident.Total.Value);
        Assert.Equal(800_000 + 0x290 - arena.Unsplit.Value, arena.InUse.Bytes.Value);
    }

    [Fact]
    public void A_chain_that_breaks_says_where_and_goes_on_behind()
    {
        (ulong, ChunkState)[] many = [.. Enumerable.Repeat((400UL, InUse), 2000)];
        MadeMalloc made = new(MadeLayout.All[3], [], many);
        ulong broken = made.OtherChunks[1000];
        made.Write(broken + 8, 0x4141414141414141);

        Arena arena = made.Walk().Arenas[1];

        Assert.Equal(made.OtherChunks[999], arena.Proof.BrokenAt?.Value);
        Assert.Equal(800, arena.Unsplit.Value);
        Assert.Equal(WalkOutcome.Approximate, arena.Proof.Outcome);
        Assert.Equal(1998 + 1, arena.InUse.Count);
    }

    [Fact]
    public void Chunks_that_became_one_between_two_windows_are_that_one()
    {
        (ulong, ChunkState)[] many = [.. Enumerable.Repeat((400UL, InUse), 2000)];
        MadeMalloc made = new(MadeLayout.All[3], [], many);
        int windows = 0;
        made.OnWindow = at =>
        {
            if (at < MadeMalloc.Heap || ++windows != 2)
                return;
            // Across the end of the first window: 256 KiB are 655 of them, less the headers.
            ulong[] gone = [.. made.OtherChunks.Where(chunk => chunk >= MadeMalloc.Heap + (256 * 1024) - 4000).Take(20)];
            made.Write(gone[0] + 8, (400UL * 20) | 5);
            foreach (ulong chunk in gone[1..])
                made.Write(chunk + 8, 0x4141414141414141);
        };

        Arena arena = made.Walk().Arenas[1];

        Assert.Equal((WalkOutcome.Clean, 0), (arena.Proof.Outcome, arena.Proof.Retries));
        Assert.Equal(new ChunkTotal(1981 + 1, new Bytes((400 * 2000) + 0x290)), arena.InUse);
    }

    public static TheoryData<string, WalkCheckKind> Damages => new()
    {
        { "system", WalkCheckKind.SystemMemory },
        { "forward", WalkCheckKind.FreeLists },
        { "back", WalkCheckKind.FreeLists },
        { "crossed", WalkCheckKind.FreeLists },
        { "tag", WalkCheckKind.BoundaryTags },
        { "loop", WalkCheckKind.Fastbins },
        { "fast size", WalkCheckKind.Fastbins },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void What_does_not_agree_is_not_called_clean(string damage, WalkCheckKind kind)
    {
        MadeMalloc made = Made();
        ulong free = made.MainChunks[2], fast = made.MainChunks[3], secondFree = made.MainChunks[7];
        switch (damage)
        {
            case "system": made.Write(MadeMalloc.Main + (ulong)MadeLayout.All[3].System, 1 << 19, 1 << 20); break;
            case "forward": made.Write(free + 16, made.MainChunks[1]); break;
            case "back": made.Write(secondFree + 24, made.MainChunks[1]); break;
            // Both still named, each by the wrong one: sums of plain addresses would not see it.
            case "crossed": made.Write(free + 16, made.Read(free + 16) + 32); made.Write(secondFree + 16, made.Read(secondFree + 16) - 32); break;
            case "tag": made.Write(free + 4096, 4112); break;
            case "loop": made.Write(fast + 16, ((fast + 16) >> 12) ^ fast); break;
            default: made.Write(fast + 8, 48 | 1); break;
        }

        WalkProof proof = made.Walk().Arenas[0].Proof;

        Assert.Equal(WalkOutcome.Approximate, proof.Outcome);
        Assert.Contains(kind, damage == "fast size" ? [kind] : proof.Checks.Where(check => !check.Holds).Select(check => check.Kind));
        Assert.NotNull(proof.Why);
    }

    [Fact]
    public void Lists_that_are_not_whole_say_how_much_of_them_is()
    {
        MadeMalloc made = Made();
        made.Write(made.MainChunks[7] + 24, made.MainChunks[1]);

        WalkCheck check = made.Walk().Arenas[0].Proof.Checks.Single(check => check.Kind == WalkCheckKind.FreeLists);

        // 127 heads and two free chunks; one of those does not lead back.
        Assert.Equal((129, 128), (check.Expected, check.Found));
    }

    [Fact]
    public void A_heap_whose_header_is_wrong_is_no_heap_and_its_arena_is_found_by_the_ring()
    {
        MadeMalloc made = Made();
        made.Write(MadeMalloc.Heap + 16, 12345);

        Arena arena = made.Walk().Arenas[1];

        Assert.Equal(WalkOutcome.Failed, arena.Proof.Outcome);
        Assert.NotNull(arena.Proof.Why);
    }

    [Fact]
    public void Without_an_arena_nothing_is_said()
    {
        MadeMalloc made = Made();
        foreach (byte[] part in made.Memory)
            part.AsSpan().Clear();

        Assert.Equal(Gaps.ArenasAbsent.Id, made.TryWalk().Gap?.Id);
    }

    [Fact]
    public void Damaged_memory_ends_in_bounded_time_and_every_page_stays_counted()
    {
        Random random = new(20011);
        for (int i = 0, done = 0; done < Flips; i++)
        {
            MadeMalloc made = new(MadeLayout.All[i % MadeLayout.All.Length], Chunks(random, MadeLayout.All[i % MadeLayout.All.Length]), [(1024, InUse)]);
            for (int flips = random.Next(1, 40); flips > 0; flips--, done++)
            {
                byte[] part = made.Memory.ElementAt(random.Next(3));
                part[random.Next(2) == 0 ? random.Next(part.Length) : random.Next(16384)] ^= (byte)(1 << random.Next(8));
            }
            if (!made.TryWalk().Try(out MallocState? state, out _))
                continue;
            foreach (ArenaHeap heap in state.Arenas.SelectMany(arena => arena.Heaps))
                Assert.InRange(heap.Resident.Total.Value, 0, heap.Range.Length.Value);
        }
    }

    static void Check((ulong Size, ChunkState State)[] chunks, Arena arena, MadeLayout layout)
    {
        ChunkTotal cache = layout.TcacheChunk == 0 ? default : new(1, new Bytes((long)layout.TcacheChunk));
        Assert.Equal(Sum(chunks, InUse) + cache, arena.InUse);
        Assert.Equal(Sum(chunks, Free), arena.Free);
        Assert.Equal(Sum(chunks, Fast), arena.Fastbin);
        Assert.Equal(Sum(chunks, Cached), arena.Tcache);
        Assert.Equal(1 << 20, arena.Resident.Total.Value);
        Assert.Equal(arena.InUse.Bytes, arena.Resident.InUse);
        Assert.Equal(arena.InUse.Count, arena.SizeClasses.Sum(each => each.Total.Count));
        Assert.Equal(arena.Free.Count + arena.Fastbin.Count, arena.Bins.Sum(bin => bin.Total.Count));
    }

    static ChunkTotal Sum((ulong Size, ChunkState State)[] chunks, ChunkState state) =>
        chunks.Where(chunk => chunk.State == state).Aggregate(default(ChunkTotal), (sum, chunk) => sum + new ChunkTotal(1, new Bytes((long)chunk.Size)));

    static (ulong, ChunkState)[] Chunks(Random random, MadeLayout layout)
    {
        List<(ulong, ChunkState)> chunks = [];
        ulong total = 0;
        ChunkState before = InUse;
        Dictionary<ulong, int> cached = [];
        for (int i = random.Next(1500); i > 0 && total < 900_000; i--)
        {
            ulong size = 32 + (16 * (ulong)random.Next(random.Next(20) == 0 ? 3000 : 70));
            ChunkState state = (ChunkState)random.Next(4);
            bool fits = state switch
            {
                Free => before != Free,
                Fast => size <= 128 && layout.Bins > 24,
                Cached => size <= 1040 && layout.TcacheChunk != 0 && (cached[size] = cached.GetValueOrDefault(size) + 1) <= 7,
                _ => true,
            };
            before = fits ? state : InUse;
            chunks.Add((size, before));
            total += size;
        }
        chunks.Add((64, InUse));
        return [.. chunks];
    }

    static MadeMalloc Made() => new(MadeLayout.All[3], Few, Few);

    sealed class Seen : IChunkVisitor
    {
        internal List<Chunk> Chunks { get; } = [];

        internal ulong[] Late { get; private set; } = [];

        public void Cached(ReadOnlySpan<ulong> chunks)
        {
            Assert.Empty(Late);
            Late = chunks.ToArray();
        }

        public void Begin(Address arena)
        {
        }

        public void Visit(ReadOnlySpan<Chunk> chunks, ulong start, ReadOnlySpan<byte> bytes)
        {
            foreach (Chunk chunk in chunks)
            {
                Assert.InRange(chunk.Address, start, start + (ulong)bytes.Length - 16);
                Chunks.Add(chunk);
            }
        }
    }
}
