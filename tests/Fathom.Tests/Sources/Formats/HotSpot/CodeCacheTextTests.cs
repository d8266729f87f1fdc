using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Tests.Sources.Formats.HotSpot;

public sealed class CodeCacheTextTests
{
    public static TheoryData<string, string> Reports() => SavedAnswers.Named("codecache");

    static CodeCacheReport Read(string jdk, string command) =>
        CodeCacheText.Parse(SavedAnswers.Read(jdk, command), command).Value;

    [Theory]
    [MemberData(nameof(Reports))]
    public void Each_heap_is_used_and_free_and_lies_where_it_says(string jdk, string command)
    {
        CodeCacheReport report = Read(jdk, command);

        Assert.Equal(command.EndsWith("single", StringComparison.Ordinal) ? 1 : 3, report.Heaps.Count);
        Assert.All(report.Heaps, heap =>
        {
            Assert.InRange(heap.Used.Value + heap.Free.Value, heap.Size.Value - 1024, heap.Size.Value);
            Assert.True(heap.MaxUsed >= heap.Used);
            Assert.Equal(heap.Size, heap.Reserved!.Value.Length);
            Assert.True(heap.Reserved.Value.Contains(heap.Committed!.Value));
            Assert.True(heap.Committed.Value.Length >= heap.Used);
        });
        Assert.True(report.CompilerEnabled);
        Assert.True(report is { Blobs: > 0, Methods: > 0, Adapters: > 0 });
    }

    [Theory]
    [InlineData("21")]
    [InlineData("25")]
    public void The_total_repeats_the_heaps_and_is_none_of_them(string jdk)
    {
        CodeCacheReport report = Read(jdk, "codecache");

        Assert.Equal(report.Heaps.Sum(heap => heap.Size.Value), report.Total!.Size.Value);
        Assert.InRange(report.Heaps.Sum(heap => heap.Used.Value), report.Total.Used.Value - 3072, report.Total.Used.Value);
        Assert.DoesNotContain(report.Heaps, heap => heap.Name == "CodeCache");
    }

    [Fact]
    public void The_only_heap_of_a_small_code_cache_is_no_total()
    {
        CodeCacheReport report = Read("25", "codecache-single");

        Assert.Null(report.Total);
        Assert.Equal(Bytes.FromMiB(64), report.Heaps[0].Size);
    }

    [Fact]
    public void The_heaps_have_names() =>
        Assert.Equal(["non-profiled nmethods", "profiled nmethods", "non-nmethods"],
            Read("17", "codecache").Heaps.Select(heap => heap.Name));
}
