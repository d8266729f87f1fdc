using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.Flight;

namespace Fathom.Tests.Sources.Flight;

public sealed class FlightFileTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Figures_are_followed_over_time_by_their_keys(bool isPacked)
    {
        FlightRecording read = Clean(Figures(isPacked).Chunk());

        Assert.Equal(1, read.Chunks);
        Assert.Equal("2.1", read.Version);
        RecordedSeries rss = read.Find("jdk.ResidentSetSize", "", "size")!;
        // The second stands before the first in the file.
        Assert.Equal((3, 100, 300, 50, 300, 200), (rss.Samples, rss.First, rss.Last, rss.Least, rss.Most, rss.Growth));
        Assert.Equal(1_700_000_000_000_000_000 + 1_000_000, rss.FirstNanos);
        RecordedSeries other = read.Find("jdk.NativeMemoryUsage", "Other", "committed")!;
        Assert.Equal((2, 7, 9), (other.Samples, other.First, other.Last));
        Assert.Equal(long.MaxValue, read.Find("jdk.NativeMemoryUsage", "GC", "reserved")!.Last);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Events_are_counted_with_their_bytes(bool isPacked)
    {
        FlightWriter writer = Figures(isPacked);
        int before = writer.Length;
        writer.Event(FlightWriter.Sample, 7L, 8L);
        int size = writer.Length - before;

        FlightRecording read = Clean([.. writer.Chunk(), .. Figures(isPacked).Event(FlightWriter.Sample, 7L, 8L).Chunk()]);

        Assert.Equal(2, read.Chunks);
        Assert.Equal(new RecordedEvents("jdk.ObjectAllocationSample", 2, new Bytes(2 * size)), Assert.Single(read.Events, each => each.Name == "jdk.ObjectAllocationSample"));
        Assert.Equal(6, read.CountOf("jdk.ResidentSetSize"));
        Assert.Equal(2, read.CountOf("jdk.Metadata"));
    }

    [Fact]
    public void Constants_of_earlier_checkpoints_are_found_and_the_last_one_wins()
    {
        FlightWriter writer = new FlightWriter().Constant(FlightWriter.Tag, 1, "Old").Constant(FlightWriter.Tag, 2, "Two").Checkpoint()
            .Constant(FlightWriter.Tag, 1, "New").Checkpoint()
            .Event(FlightWriter.Usage, 1L, 1L, 1L, 1L).Event(FlightWriter.Usage, 1L, 2L, 1L, 1L);

        Assert.Equal(["New", "Two"], Clean(writer.Chunk()).Series.Select(each => each.Key).Distinct());
    }

    [Fact]
    public void A_chain_of_constants_that_goes_in_circles_ends()
    {
        FlightWriter writer = Figures(true).Checkpoint();
        writer.Checkpoint(-40).Checkpoint(5);
        Parsed<FlightRecording> read = Read(writer.Chunk());

        Assert.Equal(Gaps.RecordingDamaged.Id, Assert.Single(read.Gaps).Id);
        Assert.Equal(3, read.Value.Find("jdk.ResidentSetSize", "", "size")!.Samples);
    }

    [Fact]
    public void What_a_killed_JVM_left_is_read_as_far_as_it_goes()
    {
        byte[] unfinished = Figures(true).Chunk(size: 0, isToldWhere: false);
        Parsed<FlightRecording> read = Read([.. Figures(true).Chunk(), .. unfinished]);

        Assert.Equal(Gaps.RecordingUnfinished.Id, Assert.Single(read.Gaps).Id);
        Assert.Equal(6, read.Value.Find("jdk.ResidentSetSize", "", "size")!.Samples);
        Assert.Equal("Other", read.Value.Series.First(each => each.Key.Length > 0).Key);
    }

    [Fact]
    public void A_chunk_that_its_JVM_was_still_writing_is_read_up_to_the_last_flush()
    {
        byte[] open = Figures(true).Chunk();
        open[64] = 5;
        Parsed<FlightRecording> read = Read(open);

        Assert.Equal(Gaps.RecordingUnfinished.Id, Assert.Single(read.Gaps).Id);
        Assert.Equal(3, read.Value.Find("jdk.ResidentSetSize", "", "size")!.Samples);
    }

    [Fact]
    public void A_chunk_that_is_cut_is_told_with_its_place()
    {
        byte[] whole = Figures(true).Chunk();
        Parsed<FlightRecording> read = Read([.. whole, .. whole[..^30]]);

        Assert.Contains(read.Gaps, gap => gap.Id == Gaps.RecordingUnfinished.Id && gap.What.Contains($"byte {whole.Length}", StringComparison.Ordinal));
        Assert.Equal(2, read.Value.Chunks);
    }

    [Fact]
    public void Another_version_is_told_and_not_guessed_at()
    {
        Parsed<FlightRecording> read = Read([.. Figures(true).Chunk(), .. Figures(true).Chunk(major: 1)]);

        Assert.Contains("version 1.1", Assert.Single(read.Gaps).What, StringComparison.Ordinal);
        Assert.Equal(1, read.Value.Chunks);
    }

    [Fact]
    public void An_event_of_absurd_size_ends_its_chunk_and_no_other()
    {
        FlightWriter writer = Figures(true);
        byte[] chunk = writer.Chunk();
        chunk[68] = 0x7F | 0x80;
        chunk[69] = chunk[70] = 0xFF;
        Parsed<FlightRecording> read = Read([.. chunk, .. Figures(true).Chunk()]);

        Assert.All(read.Gaps, gap => Assert.Equal(Gaps.RecordingDamaged.Id, gap.Id));
        Assert.Contains("at byte 68: no event begins here", read.Gaps[^1].What, StringComparison.Ordinal);
        Assert.Equal(3, read.Value.Find("jdk.ResidentSetSize", "", "size")!.Samples);
    }

    [Theory]
    [InlineData("inner:200")]
    [InlineData("inner:200:a")]
    [InlineData("inner:999")]
    [InlineData("inner:201:a")]
    public void Types_that_contain_themselves_nothing_or_nobody_knows_what_end(string field)
    {
        FlightWriter writer = Figures(true);
        writer.Types.Add((200, "odd", [field, field, field]));
        writer.Types.Add((201, "empty", []));
        writer.Types.RemoveAll(type => type.Id == FlightWriter.Resident);
        writer.Types.Add((FlightWriter.Resident, "jdk.ResidentSetSize", ["odd:200", "startTime:11", "size:11", "peak:11"]));
        writer.Constant(200, 1, 5000, 5000, 5000);

        Assert.Null(Read(writer.Chunk()).Value.Find("jdk.ResidentSetSize", "", "size"));
    }

    [Fact]
    public void A_type_of_exponential_depth_ends()
    {
        FlightWriter writer = Figures(true);
        for (int i = 0; i < 12; i++)
            writer.Types.Add((300 + i, $"deep{i}", [.. Enumerable.Repeat($"f:{301 + i}", 12)]));
        writer.Types.Add((312, "empty", []));
        writer.Constant(300, 1, 1, 2, 3);

        Assert.Equal(3, Read(writer.Chunk()).Value.Find("jdk.ResidentSetSize", "", "size")!.Samples);
    }

    [Fact]
    public void Damage_makes_no_exception()
    {
        byte[] real = [.. Figures(true).Chunk(), .. Figures(false).Chunk()];
        Fuzz.Everywhere(real, bytes => Read(bytes), 5000);
    }

    static FlightWriter Figures(bool isPacked) => new FlightWriter(isPacked)
        .Constant(FlightWriter.Tag, 4, "Other").Constant(FlightWriter.Tag, 5, "GC").Checkpoint()
        .Event(FlightWriter.Resident, 3000L, 50L, 0L).Event(FlightWriter.Resident, 2000L, 100L, 0L).Event(FlightWriter.Resident, 4000L, 300L, 0L)
        .Event(FlightWriter.Usage, 2000L, 4L, 1L, 7L).Event(FlightWriter.Usage, 3000L, 4L, 1L, 9L).Event(FlightWriter.Usage, 3000L, 5L, long.MaxValue, -1L);

    static FlightRecording Clean(byte[] recording)
    {
        Parsed<FlightRecording> read = Read(recording);
        Assert.Empty(read.Gaps);
        return read.Value;
    }

    static Parsed<FlightRecording> Read(byte[] recording) => FlightFile.Read(new MemoryStream(recording), "f");
}
