using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Tests.Sources.Formats.HotSpot;

/// <summary>Reports that are tables with a sum below.</summary>
public sealed class TablesTests
{
    public static TheoryData<string> Jdks() => [.. SavedAnswers.Jdks];

    public static TheoryData<string> FromEleven() => [.. SavedAnswers.Jdks.Skip(1)];

    [Theory]
    [MemberData(nameof(Jdks))]
    public void Class_loaders_sum_up_to_their_total(string jdk)
    {
        ClassLoaderStats stats = ClassLoaderStatsText.Parse(SavedAnswers.Read(jdk, "classloader-stats"), "f").Value;

        ClassLoaderShare[] shares = [.. stats.Loaders.Select(row => row.Own), .. stats.Loaders.Select(row => row.Hidden ?? default)];
        Assert.Equal(stats.Total!.Share.Chunks.Value, shares.Sum(share => share.Chunks.Value));
        Assert.Equal(stats.Total.Share.Blocks.Value, shares.Sum(share => share.Blocks.Value));
        Assert.Equal(stats.Total.Share.Classes, shares.Sum(share => share.Classes));
        Assert.Equal(stats.Total.Loaders, stats.Loaders.Count);
        Assert.Equal(20, stats.Loaders.Count(row => row is { Type: "Small$Loader", Own.Classes: 1 }
            && row.Own.Chunks.Value % 1024 == 0 && row.Own.Blocks <= row.Own.Chunks));
    }

    [Fact]
    public void JDK_17_counts_words_there_and_they_are_made_bytes()
    {
        foreach (string jdk in SavedAnswers.Jdks)
        {
            ClassLoaderStats stats = ClassLoaderStatsText.Parse(SavedAnswers.Read(jdk, "classloader-stats"), "f").Value;

            Assert.Equal(jdk == "17" ? 8 : 1, stats.UnitBytes);
            if (jdk != "8")
                Assert.Equal(
                    MetaspaceText.Parse(SavedAnswers.Read(jdk, "metaspace-vslist"), "f").Value.BothUsage!.Capacity,
                    stats.Total!.Share.Chunks);
        }
    }

    [Theory]
    [MemberData(nameof(Jdks))]
    public void Classes_of_a_histogram_sum_up_to_its_total(string jdk)
    {
        ClassHistogram histogram = ClassHistogramText.Parse(SavedAnswers.Read(jdk, "class-histogram"), "f").Value;

        Assert.Equal(histogram.TotalInstances, histogram.Classes.Sum(row => row.Instances));
        Assert.Equal(histogram.TotalBytes!.Value.Value, histogram.Classes.Sum(row => row.Size.Value));
        ClassCount buffers = Assert.Single(histogram.Classes, row => row.Name == "java.nio.DirectByteBuffer");
        Assert.True(buffers.Instances >= 8);
        Assert.Equal(jdk == "8", buffers.Module is null);
        Assert.Single(histogram.Classes, row => row is { Name: "Small$Loader", Module: null, Instances: 20 });
    }

    [Theory]
    [MemberData(nameof(FromEleven))]
    public void A_table_is_its_buckets_its_entries_and_its_literals(string jdk)
    {
        foreach (string command in (string[])["stringtable", "symboltable"])
        {
            TableStats table = TableText.Parse(SavedAnswers.Read(jdk, command), "f").Value.Tables[0];

            Assert.Equal(command, table.Name, ignoreCase: true);
            Assert.Equal(table.Footprint, table.BucketBytes + table.EntryBytes + table.LiteralBytes);
            Assert.True(table is { Buckets: > 0, Entries: > 2000, Literals: > 0, LongestBucket: > 0 });
        }
    }

    [Fact]
    public void The_table_of_the_archive_has_no_bytes()
    {
        IReadOnlyList<TableStats> tables = TableText.Parse(SavedAnswers.Read("25", "stringtable"), "f").Value.Tables;

        Assert.Equal(["StringTable", "Shared String Table"], tables.Select(table => table.Name));
        Assert.True(tables[1] is { Entries: > 0, EntryBytes: null, Footprint: null });
    }

    [Fact]
    public void Compilations_are_the_sum_of_their_arenas()
    {
        CompilerMemory memory = CompilerMemoryText.Parse(SavedAnswers.Read("25", "compiler-memory"), "f").Value;

        Assert.NotEmpty(memory.Compilations);
        Assert.All(memory.Compilations, row =>
        {
            Assert.Equal(row.Peak.Value, row.Parts.Sum(part => part.Size.Value));
            Assert.StartsWith("java/util/HashMap::", row.Method, StringComparison.Ordinal);
            Assert.Equal("ok", row.Result);
        });
        Assert.False(CompilerMemoryText.Parse(SavedAnswers.Read("25", "compiler-memory-off"), "f").Value.IsEnabled);
    }

    [Fact]
    public void Objects_that_wait_for_their_finalizer_are_listed_by_class()
    {
        FinalizerInfo info = FinalizerInfoText.Parse(
            """
            Unreachable instances waiting for finalization
            #instances  class name
            -----------------------
                  1234  java.io.FileInputStream
                     1  com.example.Legacy
            """u8, "f").Value;

        Assert.Equal([new("java.io.FileInputStream", 1234), new WaitingClass("com.example.Legacy", 1)], info.Waiting);
    }

    [Theory]
    [MemberData(nameof(FromEleven))]
    public void A_trim_returned_the_difference(string jdk)
    {
        TrimResult trim = TrimText.Parse(SavedAnswers.Read(jdk, "trim"), "f").Value;

        Assert.InRange(trim.Before.Value, Bytes.FromMiB(30).Value, Bytes.FromMiB(120).Value);
        Assert.InRange(trim.Returned.Value, 0, Bytes.FromMiB(20).Value);
    }
}
