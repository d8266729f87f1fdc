using System.Buffers.Binary;
using Fathom.Evidence;
using Fathom.Sources.HotSpot;

namespace Fathom.Tests.Sources.HotSpot;

public sealed class PerfDataBytesTests
{
    static byte[] Sample => new PerfDataWriter()
        .Long("sun.os.hrt.frequency", 1_000_000_000)
        .Text("sun.rt.javaCommand", "com.example.Orders", 64)
        .Long("sun.gc.generation.1.space.0.used", long.MaxValue)
        .Text("java.property.java.vm.version", "", 1)
        .ToArray();

    [Fact]
    public void Longs_and_texts_are_found_by_name()
    {
        PerfData data = PerfDataBytes.Parse(Sample, "test").Value;

        Assert.Equal(4, data.Counters.Count);
        Assert.Equal(1_000_000_000, data.Number("sun.os.hrt.frequency"));
        Assert.Equal("com.example.Orders", data.Text("sun.rt.javaCommand"));
        Assert.Equal(long.MaxValue, data.Number("sun.gc.generation.1.space.0.used"));
        Assert.Equal("", data.Text("java.property.java.vm.version"));
        Assert.Null(data.Number("sun.rt.javaCommand"));
        Assert.Null(data.Text("sun.rt.noSuchCounter"));
    }

    [Fact]
    public void A_jvm_that_has_not_finished_its_counters_says_so() =>
        Assert.Equal("perf-data-not-ready",
            PerfDataBytes.Parse(new PerfDataWriter().Long("a", 1).ToArray(accessible: 0), "test").Gap?.Id);

    [Fact]
    public void Cut_at_any_byte_it_is_a_gap_or_its_whole_content()
    {
        byte[] whole = Sample;
        int entries = BinaryPrimitives.ReadInt32LittleEndian(whole.AsSpan(8));
        for (int length = 0; length < whole.Length; length++)
        {
            Result<PerfData> cut = PerfDataBytes.Parse(whole.AsSpan(0, length), "test");
            Assert.Equal(length >= entries, cut.Ok);
        }
    }

    [Theory]
    [InlineData(0, int.MaxValue)] // entry length
    [InlineData(0, -1)]
    [InlineData(0, 0)]
    [InlineData(4, -20)] // name offset
    [InlineData(4, int.MaxValue)]
    [InlineData(8, int.MinValue)] // elements
    [InlineData(16, int.MaxValue)] // data offset
    [InlineData(16, -8)]
    public void An_entry_that_reaches_out_of_itself_is_refused(int field, int value)
    {
        byte[] bytes = Sample;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(32 + field), value);

        Assert.Equal("perf-data-damaged", PerfDataBytes.Parse(bytes, "test").Gap?.Id);
    }

    [Fact]
    public void A_count_beyond_the_entries_is_refused_and_a_negative_one_is_none()
    {
        byte[] bytes = Sample;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(28), int.MaxValue);
        Assert.Equal("perf-data-damaged", PerfDataBytes.Parse(bytes, "test").Gap?.Id);

        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(28), -1);
        Assert.Empty(PerfDataBytes.Parse(bytes, "test").Value.Counters);
    }

    [Fact]
    public void Garbage_never_throws()
    {
        Random random = new(19);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = Sample;
            for (int flips = random.Next(1, 12); flips > 0; flips--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);

            _ = PerfDataBytes.Parse(bytes, "test");
        }
    }
}
