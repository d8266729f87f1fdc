using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Tests.Sources.Formats.HotSpot;

/// <summary>Reports that say where memory lies: they must agree with each other, being of one process.</summary>
public sealed class AddressSpaceTests
{
    public static TheoryData<string> FromEleven() => [.. SavedAnswers.Jdks.Skip(1)];

    public static TheoryData<string> WithMap() => ["21", "25"];

    public static TheoryData<string, string> Infos() => SavedAnswers.Named("info");

    static VmInfo Info(string jdk, string command = "info-g1") => VmInfoText.Parse(SavedAnswers.Read(jdk, command), command).Value;

    static SystemMap Map(string jdk) => SystemMapText.Parse(SavedAnswers.Read(jdk, "map"), "map").Value;

    [Theory]
    [MemberData(nameof(FromEleven))]
    public void The_regions_of_G1_tile_its_heap(string jdk)
    {
        VmInfo info = Info(jdk);

        Assert.Equal(Bytes.FromMiB(32), info.Heap!.Value.Length);
        Assert.All(info.Regions, region => Assert.Equal(info.Heap.Value.Start + region.Index * 1048576L, region.Bottom));
        Assert.All(info.Regions, region => Assert.Equal(1048576, region.End - region.Bottom));
        Assert.All(info.Regions, region => Assert.Contains(region.State, (string[])["E", "S", "O", "HS", "HC", "F", "OA", "CA", "A"]));
        Assert.Contains(info.Regions, region => region.State == "HS");
        // Humongous starts are the four arrays of one MiB, each with a second region for its header.
        Assert.InRange(info.Regions.Sum(region => region.Used.Value),
            info.HeapInfo!.Spaces[0].Used!.Value.Value, info.HeapInfo.Spaces[0].Used!.Value.Value + Bytes.FromMiB(6).Value);
        Assert.Equal(info.HeapInfo.Spaces[0].Committed.Value, info.Regions.Count * 1048576L);
    }

    [Theory]
    [MemberData(nameof(Infos))]
    public void The_places_that_VM_info_names_are_in_it(string jdk, string command)
    {
        VmInfo info = Info(jdk, command);

        Assert.NotNull(info.Vm);
        Assert.Equal(Bytes.FromMiB(1024), info.ClassSpace!.Value.Length);
        Assert.Equal(4096, info.PollingPage!.Value.Length.Value);
        Assert.NotNull(info.NarrowKlassBase);
        Assert.NotNull(info.CodeCache);
        Assert.NotNull(info.Metaspace!.BothSpaces);
        Assert.True(info.Libraries!.Mappings.Count > 50);
        Assert.Equal(jdk != "11", info.CdsArchive is not null);
        Assert.Equal(command != "info-z", info.Heap is not null);
        Assert.Equal(command == "info-g1", info.Nmt is not null);
        string[] bits = (jdk, command) switch
        {
            (_, "info-z") => [],
            (_, "info-parallel") => ["Begin Bits", "End Bits"],
            ("11" or "17", _) => ["Prev Bits", "Next Bits"],
            _ => ["Bits"],
        };
        Assert.Equal(jdk == "25" && command == "info-parallel" ? ["Begin Bits"] : bits, info.Bits.Select(range => range.Name));
        Assert.Equal(command != "info-z", info.CardTable is not null);
    }

    [Theory]
    [MemberData(nameof(FromEleven))]
    public void VM_info_says_what_the_other_commands_say(string jdk)
    {
        VmInfo info = Info(jdk);

        Assert.Equal(CodeCacheText.Parse(SavedAnswers.Read(jdk, "codecache"), "f").Value.Heaps.Select(heap => heap.Reserved),
            info.CodeCache!.Heaps.Select(heap => heap.Reserved));
        MetaspaceNode node = MetaspaceText.Parse(SavedAnswers.Read(jdk, "metaspace-vslist"), "f").Value.Nodes.Single(n => n.IsClassSpace);
        Assert.True(info.ClassSpace!.Value.Contains(node.Range));
        Assert.All(info.Nmt!.Checks, check => Assert.True(check.Balances, check.ToString()));
        NmtReport nmt = NmtText.Parse(SavedAnswers.Read(jdk, "nmt-detail"), "f").Value;
        Assert.Contains(nmt.Regions, region => region.Key == "java-heap" && region.Range == info.Heap);
        Assert.All(info.Bits, bits => Assert.Contains(nmt.Regions, region => region.Key == "gc" && region.Range.Contains(bits.Range)));
        Assert.Contains(nmt.Regions, region => region.Key == "gc" && region.Range.Overlaps(info.CardTable!.Value));
        Assert.Contains(nmt.Regions, region => region.Key == "safepoint" && region.Range.Contains(info.PollingPage!.Value));
    }

    [Theory]
    [MemberData(nameof(WithMap))]
    public void The_rows_of_a_map_sum_up_to_its_footer(string jdk)
    {
        SystemMap map = Map(jdk);

        Assert.Equal(map.Mappings, map.Rows.Count);
        Assert.Equal(map.Size!.Value.Value, map.Rows.Sum(row => row.Size.Value));
        Assert.Equal(map.Resident!.Value.Value, map.Rows.Sum(row => row.Resident.Value));
        Assert.True(map.HasOwners);
        Assert.Equal(Info(jdk).Heap!.Value.Length.Value, map.Rows.Where(row => row.Owners.Contains("JAVAHEAP")).Sum(row => row.Size.Value));
        Assert.Contains(map.Rows, row => row.Owners.Any(owner => owner.StartsWith("STACK-", StringComparison.Ordinal)));
        Assert.Contains(map.Rows, row => row.File.EndsWith("/libjvm.so", StringComparison.Ordinal));
        Assert.Contains(map.Rows, row => row is { File: "", Notes: ["com", ..] });
    }

    [Theory]
    [MemberData(nameof(WithMap))]
    public void Without_NMT_a_map_has_no_owners(string jdk)
    {
        SystemMap map = SystemMapText.Parse(SavedAnswers.Read(jdk, "map-without-nmt"), "f").Value;

        Assert.False(map.HasOwners);
        Assert.All(map.Rows, row => Assert.Empty(row.Owners));
    }

    [Theory]
    [InlineData("8")]
    [InlineData("17")]
    [InlineData("25")]
    public void Libraries_are_mappings_like_those_of_the_kernel(string jdk)
    {
        DynLibs libraries = DynLibsText.Parse(SavedAnswers.Read(jdk, "dynlibs"), "f").Value;

        Assert.Contains(libraries.Mappings, mapping => mapping.Name.EndsWith("/libjvm.so", StringComparison.Ordinal));
        Assert.Equal(libraries.Mappings.Select(mapping => mapping.Range.Start).Order(), libraries.Mappings.Select(mapping => mapping.Range.Start));
        Assert.Equal(jdk is "8" or "17" ? null : libraries.Mappings.Count, libraries.Count);
    }

    [Theory]
    [MemberData(nameof(WithMap))]
    public void The_arenas_of_malloc_info_sum_up_to_its_total(string jdk)
    {
        NativeHeapInfo info = NativeHeapText.Parse(SavedAnswers.Read(jdk, "native-heap"), "f").Value;

        Assert.Equal(Enumerable.Range(0, info.Heaps.Count), info.Heaps.Select(heap => heap.Number));
        Assert.Equal(info.Total!.System.Value, info.Heaps.Sum(heap => heap.System.Value));
        Assert.Equal(info.Total.Rest.Value, info.Heaps.Sum(heap => heap.Rest.Value));
        Assert.Equal(info.Total.FastCount, info.Heaps.Sum(heap => heap.FastCount));
        // Eleven direct buffers of one MiB, and of three, are mapped one by one.
        Assert.True(info.MmappedCount >= 9);
        Assert.True(info.Mmapped >= Bytes.FromMiB(11));
        Assert.Contains(info.Heaps, heap => heap.Sizes.Count > 0 && heap.Subheaps > 0);
    }
}
