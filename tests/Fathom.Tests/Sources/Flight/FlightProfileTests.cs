using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;
using Fathom.Tests.Sources.Profiles;

namespace Fathom.Tests.Sources.Flight;

public sealed class FlightProfileTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_was_not_freed_is_in_use_in_order_of_time_and_not_of_the_file(bool isPacked)
    {
        AllocationProfile profile = Clean(Allocations(isPacked).Chunk());

        Assert.Equal("inuse_objects inuse_space alloc_objects alloc_space leak_objects leak_space", string.Join(' ', profile.Columns.Select(column => column.Name)));
        Assert.Equal([1, 100, 3, 310, 1, 100], Totals(profile));
        Assert.Equal(ProfileSampling.All, profile.Sampling);
        Assert.Equal("worker", profile.Frames.Texts[profile.Samples.ThreadOf(0)]);
    }

    [Fact]
    public void A_block_of_one_chunk_is_freed_in_the_next()
    {
        FlightWriter next = new FlightWriter().Event(FlightWriter.Free, 9000L, 1L, 0x10L).Event(FlightWriter.Free, 9000L, 1L, 0x999L);

        Assert.Equal([0, 0, 3, 310, 0, 0], Totals(Clean([.. Allocations(true).Chunk(), .. next.Chunk()])));
    }

    [Fact]
    public void Frames_are_Java_methods_or_native_functions_with_their_library()
    {
        AllocationProfile profile = Clean(Allocations(true).Chunk());
        ProfileFrame[] frames = [.. Enumerable.Range(0, profile.Frames.Count).Select(i => profile.Frames[i])];

        Assert.Equal(["malloc", "shop.Cache.put"], frames.Select(frame => profile.Frames.Texts[frame.Name]).Order(StringComparer.Ordinal));
        Assert.Equal("/usr/lib/libc.so.6", profile.Frames.Texts[frames.Single(frame => frame.Library > 0).Library]);
        Assert.Equal(42, frames.Single(frame => frame.Library == 0).Line);
        Assert.Equal(100, SavedProfiles.Rows(SavedProfiles.Report(new ProfileQuestion(), profile))["shop.Cache.put"].Cumulative);
    }

    [Fact]
    public void Samples_stand_for_more_than_themselves_where_the_recording_says_so()
    {
        AllocationProfile profile = Clean(new FlightWriter().Event(FlightWriter.Setting, 1L, "nativemem", "1000").Event(FlightWriter.Malloc, 5L, 0L, 0L, 0x10L, 10L)
            .Event(FlightWriter.Malloc, 6L, 0L, 0L, 0x20L, 5000L).Event(FlightWriter.Free, 9L, 0L, 0x20L).Chunk());

        Assert.Equal(new ProfileSampling(SamplingKind.EveryNth, 1000, false), profile.Sampling);
        Assert.Equal(2, profile.Samples.Count);
        Assert.Equal(1000, SavedProfiles.Report(new ProfileQuestion(), profile).Moments[0].Total);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Stacks_that_were_cut_are_told(bool isCut)
    {
        FlightWriter writer = new FlightWriter().Constant(FlightWriter.Symbol, 1, "put").Constant(FlightWriter.Method, 1, 0L, 1L, 0L)
            .Constant(FlightWriter.Stack, 1, isCut, 1, 1L, 7).Constant(FlightWriter.Stack, 2, false, 1, 1L, 8).Checkpoint()
            .Event(FlightWriter.Malloc, 5L, 0L, 1L, 0x10L, 10L).Event(FlightWriter.Malloc, 6L, 0L, 1L, 0x20L, 10L).Event(FlightWriter.Malloc, 7L, 0L, 2L, 0x30L, 10L)
            .Event(FlightWriter.Free, 9L, 0L, 0x20L);
        Parsed<AllocationProfile> parsed = SavedProfiles.Of(writer.Chunk());

        Assert.Equal(isCut ? ["1 of 2 stacks"] : [], parsed.Gaps.Select(gap => gap.What[..13]));
    }

    [Fact]
    public void Objects_of_the_heap_are_no_native_memory()
    {
        Gap gap = Assert.Single(SavedProfiles.Of(new FlightWriter().Event(FlightWriter.Sample, 1L, 512L).Chunk()).Gaps);

        Assert.Equal(Gaps.RecordingNotNative.Id, gap.Id);
        Assert.Contains("1 samples of Java objects", gap.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Damage_makes_no_exception() =>
        Fuzz.Everywhere([.. Allocations(true).Chunk(), .. Allocations(false).Chunk()], bytes => Fathom.Sources.Profiles.FlightProfile.Read(new MemoryStream(bytes), "f"), 5000);

    static FlightWriter Allocations(bool isPacked) => new FlightWriter(isPacked)
        .Constant(FlightWriter.Symbol, 1, "shop/Cache").Constant(FlightWriter.Symbol, 2, "put").Constant(FlightWriter.Symbol, 3, "(I)V")
        .Constant(FlightWriter.Symbol, 4, "/usr/lib/libc.so.6").Constant(FlightWriter.Symbol, 5, "malloc").Constant(FlightWriter.Symbol, 6, "()L;")
        .Constant(FlightWriter.Class, 1, 1L).Constant(FlightWriter.Class, 2, 4L)
        .Constant(FlightWriter.Method, 1, 1L, 2L, 3L).Constant(FlightWriter.Method, 2, 2L, 5L, 6L)
        .Constant(FlightWriter.Stack, 1, false, 2, 2L, 0, 1L, 42)
        .Constant(FlightWriter.Thread, 1, "java", "worker").Checkpoint()
        .Event(FlightWriter.Malloc, 5000L, 1L, 1L, 0x10L, 100L)
        // Its place is given away, freed, and given away again: the file has the free first.
        .Event(FlightWriter.Free, 4000L, 1L, 0x10L)
        .Event(FlightWriter.Malloc, 3000L, 1L, 1L, 0x10L, 200L)
        .Event(FlightWriter.Malloc, 6000L, 1L, 1L, 0x20L, 10L)
        .Event(FlightWriter.Free, 7000L, 1L, 0x20L);

    static long[] Totals(AllocationProfile profile)
    {
        long[] totals = new long[profile.Columns.Count];
        for (int sample = 0; sample < profile.Samples.Count; sample++)
        {
            for (int column = 0; column < totals.Length; column++)
                totals[column] += profile.Samples.Of(sample)[column];
        }
        return totals;
    }

    static AllocationProfile Clean(byte[] recording)
    {
        Parsed<AllocationProfile> read = SavedProfiles.Of(recording);
        Assert.Empty(read.Gaps);
        return read.Value;
    }
}
