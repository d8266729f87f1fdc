using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Tests.Sources.Formats.HotSpot;

public sealed class HeapInfoTextTests
{
    public static TheoryData<string, string> Reports() => SavedAnswers.Named("heap");

    static HeapInfo Read(string jdk, string command) => HeapInfoText.Parse(SavedAnswers.Read(jdk, command), command).Value;

    [Theory]
    [MemberData(nameof(Reports))]
    public void Every_collectors_heap_is_at_most_what_it_was_given(string jdk, string command)
    {
        HeapInfo info = Read(jdk, command);

        ReportedSpace[] heap = [.. info.Spaces.Where(space => space.Depth == 0)];
        long committed = heap.Sum(space => space.Committed.Value);
        Assert.InRange(committed, Bytes.FromMiB(13).Value, Bytes.FromMiB(32).Value);
        Assert.InRange(heap.Sum(space => space.Used!.Value.Value), Bytes.FromMiB(4).Value, committed);
        Assert.NotEmpty(info.Name);
        // ZGC prints no addresses.
        if (command != "heap-z")
            Assert.Equal(Bytes.FromMiB(32).Value, heap.Sum(space => space.Range!.Value.Length.Value));
        // 25 moved the lines to VM.metaspace.
        Assert.Equal(jdk != "25", info.Metaspace is not null && info.ClassSpace is not null);
        Assert.Equal(jdk is "8" or "11", info.Metaspace?.Capacity is not null);
    }

    [Theory]
    [InlineData("heap-serial")]
    [InlineData("heap-parallel")]
    public void The_spaces_of_the_generations_lie_in_them(string command)
    {
        foreach (string jdk in SavedAnswers.Jdks)
        {
            HeapInfo info = Read(jdk, command);

            Assert.Equal([0, 1, 1, 1, 0, 1], info.Spaces.Select(space => space.Depth));
            AddressRange young = info.Spaces[0].Range!.Value;
            Assert.All(info.Spaces.Skip(1).Take(3), space => Assert.True(young.Contains(space.Range!.Value)));
            Assert.All(info.Spaces.Where(space => space.Depth == 1), space =>
                Assert.InRange(100.0 * space.Used!.Value.Value / space.Range!.Value.Length.Value, space.UsedPercent!.Value - 1, space.UsedPercent.Value + 1));
        }
    }

    [Fact]
    public void Regions_are_counted_where_a_collector_has_them()
    {
        HeapInfo g1 = HeapInfoText.Parse("""
             garbage-first heap   total 22528K, used 10011K [0x00000000fe000000, 0x0000000100000000)
              region size 1024K, 2 young (2048K), 1 survivors (1024K)
            """u8, "f").Value;
        Assert.Equal((Bytes.FromMiB(1), 2, 1), (g1.RegionSize!.Value, g1.YoungRegions!.Value, g1.SurvivorRegions!.Value));

        foreach (string jdk in SavedAnswers.Jdks.Where(jdk => SavedAnswers.Has(jdk, "heap-shenandoah")))
            Assert.Equal(Bytes.FromKiB(256), Read(jdk, "heap-shenandoah").RegionSize);
    }

    [Fact]
    public void The_heap_of_Epsilon_is_one_space()
    {
        HeapInfo info = HeapInfoText.Parse("""
            Epsilon Heap
            Allocation space:
             space 32768K,   1% used [0x00000000fe000000, 0x00000000fe094e38, 0x0000000100000000)
            """u8, "f").Value;

        Assert.Equal(("Epsilon Heap", 0, 0x94e38), (info.Name, info.Spaces[0].Depth, info.Spaces[0].Used!.Value.Value));
    }

    [Fact]
    public void What_25_calls_reserved_is_the_most_it_can_be() =>
        Assert.Equal(Bytes.FromMiB(32), Read("25", "heap-g1").Spaces[0].Max);
}
