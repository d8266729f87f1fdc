using System.Text;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.Allocators;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Tests.Sources.Formats.Allocators;

public sealed class AllocatorTextTests
{
    /// <summary>tests/fixtures/few.c: 500 blocks of each of four threads, and one of 3 MiB that is mapped.</summary>
    const long Asked = 4 * 500 * 1000 + (3 << 20);

    public static TheoryData<string> Stats() => SavedTexts.Cases("allocators", "malloc-stats");

    public static TheoryData<string> Infos() => SavedTexts.Cases("allocators", "malloc-info");

    public static TheoryData<string> Jemallocs() => SavedTexts.Cases("allocators", "jemalloc");

    [Theory]
    [MemberData(nameof(Stats))]
    public void Glibc_has_what_was_asked_for_in_use(string name)
    {
        Parsed<MallocStats> parsed = MallocStatsText.Parse(SavedTexts.Read(name), name);
        MallocStats stats = parsed.Value;

        Assert.Empty(parsed.Gaps);
        Assert.Empty(stats.Unread);
        Assert.Equal(Enumerable.Range(0, stats.Arenas.Count), stats.Arenas.Select(arena => arena.Number));
        Assert.InRange(stats.InUse!.Value.Value, Asked, Asked * 12 / 10);
        Assert.Equal(stats.System!.Value, stats.MostMapped!.Value + new Bytes(stats.Arenas.Sum(arena => arena.System.Value)));
        Assert.Equal(stats.InUse.Value, stats.MostMapped.Value + new Bytes(stats.Arenas.Sum(arena => arena.InUse.Value)));
        Assert.Equal((1, false), (stats.MostMappings, stats.MayHaveWrapped));
    }

    [Fact]
    public void More_than_32_bits_hold_is_told()
    {
        // What glibc 2.36 and 2.42 print of one block of 5 GiB.
        Parsed<MallocStats> parsed = MallocStatsText.Parse("""
            Arena 0:
            system bytes     =     135168
            in use bytes     =        656
            Total (incl. mmap):
            system bytes     = 1073881088
            in use bytes     = 1073746576
            max mmap regions =          1
            max mmap bytes   = 5368713216
            """u8, "f");

        Assert.True(parsed.Value.MayHaveWrapped);
        Assert.Equal([Gaps.MallocStatsWrapped.Id], parsed.Gaps.Select(gap => gap.Id));
        Assert.Equal(5368713216, parsed.Value.MostMapped!.Value.Value);
    }

    [Fact]
    public void An_arena_that_was_left_out_shows()
    {
        string text = SavedTexts.Text("allocators/malloc-stats");
        int arena = text.IndexOf("Arena 1:", StringComparison.Ordinal);
        string more = text.Replace("Arena 1:", "Arena 9:\nsystem bytes = 9000000\nin use bytes = 1\nArena 1:", StringComparison.Ordinal);
        string less = text[..arena] + text[text.IndexOf("Total", StringComparison.Ordinal)..].Replace("max mmap bytes   =    3149824", "max mmap bytes   = 0", StringComparison.Ordinal);

        Assert.All([more, less], changed => Assert.Equal([Gaps.ToolTotalDiffers.Id],
            MallocStatsText.Parse(Encoding.UTF8.GetBytes(changed), "f").Gaps.Select(gap => gap.Id)));
    }

    [Theory]
    [MemberData(nameof(Infos))]
    public void Malloc_info_is_read_without_a_JVM_around_it(string name)
    {
        byte[] text = SavedTexts.Read(name);
        Parsed<NativeHeapInfo> parsed = NativeHeapText.Parse(text, name);

        Assert.Equal(HotSpotFormat.NativeHeap, HotSpotText.Recognise(text));
        Assert.Empty(parsed.Gaps);
        Assert.Equal(1, parsed.Value.MmappedCount);
        Assert.InRange(parsed.Value.Mmapped!.Value.Value, 3 << 20, (3 << 20) + 8192);
        Assert.Equal(parsed.Value.Total!.System.Value, parsed.Value.Heaps.Sum(heap => heap.System.Value));
    }

    [Theory]
    [MemberData(nameof(Jemallocs))]
    public void Jemalloc_has_what_was_asked_for_allocated(string name)
    {
        Parsed<JemallocStats> parsed = JemallocStatsText.Parse(SavedTexts.Read(name), name);

        Assert.Empty(parsed.Gaps);
        Assert.InRange(parsed.Value.Allocated!.Value.Value, Asked, Asked * 12 / 10);
        Assert.True(parsed.Value.Allocated < parsed.Value.Active && parsed.Value.Active < parsed.Value.Resident && parsed.Value.Resident < parsed.Value.Mapped);
        Assert.NotNull(parsed.Value.Metadata);
        Assert.NotNull(parsed.Value.Retained);
        if (!name.EndsWith("-short", StringComparison.Ordinal))
        {
            Assert.StartsWith("5.3.0", parsed.Value.Version, StringComparison.Ordinal);
            Assert.Equal("10000 (arenas.dirty_decay_ms: 10000)", parsed.Value.Options["opt.dirty_decay_ms"]);
        }
    }

    [Theory]
    [InlineData("Allocated: 100, active: 200, mapped: 300", false)]
    [InlineData("Allocated: 300, active: 200, mapped: 400", true)]
    [InlineData("Allocated: 100, active: 200, metadata: 3, resident: 150, mapped: 300, retained: 1", true)]
    [InlineData("Allocated: 9223372036854775808, active: 200", true)]
    public void Parts_that_are_more_than_their_whole_are_told(string line, bool told) =>
        Assert.Equal(told, JemallocStatsText.Parse(Encoding.UTF8.GetBytes(line + "\n"), "f").Gaps.Count > 0);

    [Fact]
    public void Tcmalloc_sums_up_to_its_own_figure()
    {
        Parsed<TcmallocStats> parsed = TcmallocStatsText.Parse(SavedTexts.Read("allocators/tcmalloc"), "f");
        TcmallocStats stats = parsed.Value;

        Assert.Empty(parsed.Gaps);
        Assert.InRange(stats.InUse!.Value.Value, Asked, Asked * 12 / 10);
        Assert.Equal(stats.Actual, stats.InUse + stats.PageHeapFree + stats.Cached + stats.Metadata);
        Assert.Equal(stats.Virtual, stats.Actual + stats.Released);
        Assert.Equal(2, stats.Unread.Count);
    }

    [Fact]
    public void A_line_of_tcmalloc_that_was_left_out_shows()
    {
        string text = string.Join('\n', SavedTexts.Text("allocators/tcmalloc").Split('\n').Where(line => !line.Contains("thread cache", StringComparison.Ordinal)));

        Assert.Equal([Gaps.ToolTotalDiffers.Id], TcmallocStatsText.Parse(Encoding.UTF8.GetBytes(text), "f").Gaps.Select(gap => gap.Id));
    }
}
