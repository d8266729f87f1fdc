using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Tests.Sources.Formats.HotSpot;

public sealed class MetaspaceTextTests
{
    public static TheoryData<string> Jdks() => [.. SavedAnswers.Jdks.Skip(1)];

    static MetaspaceReport Read(string jdk, string command) =>
        MetaspaceText.Parse(SavedAnswers.Read(jdk, command), command).Value;

    [Theory]
    [MemberData(nameof(Jdks))]
    public void The_nodes_are_the_whole_address_space_of_metaspace(string jdk)
    {
        MetaspaceReport report = Read(jdk, "metaspace-vslist");

        MetaspaceNode[] nonClass = [.. report.Nodes.Where(node => !node.IsClassSpace)];
        MetaspaceNode classSpace = Assert.Single(report.Nodes, node => node.IsClassSpace);
        Assert.Equal(report.NonClassSpace!.Reserved.Value, nonClass.Sum(node => node.Range.Length.Value));
        Assert.Equal(report.ClassSpace!.Reserved, classSpace.Range.Length);
        Assert.Equal(report.NonClassSpace.Committed.Value, nonClass.Sum(node => node.Committed.Value));
        Assert.Equal(report.ClassSpace.Committed, classSpace.Committed);
    }

    [Theory]
    [MemberData(nameof(Jdks))]
    public void The_committed_ranges_of_a_node_are_what_it_has_committed(string jdk)
    {
        Assert.All(Read(jdk, "metaspace-vslist").Nodes, node =>
        {
            Assert.Equal(node.Committed.Value, node.CommittedRanges.Sum(range => range.Length.Value));
            Assert.All(node.CommittedRanges, range => Assert.True(node.Range.Contains(range)));
        });
    }

    [Theory]
    [MemberData(nameof(Jdks))]
    public void Both_kinds_are_the_sum_of_the_two(string jdk)
    {
        MetaspaceReport report = Read(jdk, "metaspace-vslist");

        Assert.Equal(report.BothSpaces!.Committed, report.NonClassSpace!.Committed + report.ClassSpace!.Committed);
        // JDK 11 prints 835,232 + 99,656 = 934,888.
        Assert.Equal(report.BothUsage!.Used, report.NonClassUsage!.Used + report.ClassUsage!.Used);
        Assert.Equal(report.BothUsage.Chunks, report.NonClassUsage.Chunks + report.ClassUsage.Chunks);
        Assert.True(report is { Loaders: > 20, Classes: > 500, SharedClasses: > 0 });
    }

    [Theory]
    [MemberData(nameof(Jdks))]
    public void NMT_knows_the_same_committed_bytes(string jdk)
    {
        MetaspaceReport report = Read(jdk, "metaspace-vslist");
        NmtReport nmt = NmtText.Parse(SavedAnswers.Read(jdk, "nmt-detail"), "nmt").Value;

        NmtMetadata metadata = nmt.Category("class")!.Metadata!;
        Assert.Equal(report.NonClassSpace!.Reserved, metadata.Reserved.Size);
        Assert.InRange(report.NonClassSpace.Committed.Value, metadata.Committed.Size.Value, metadata.Committed.Size.Value + 512 * 1024);
        MetaspaceNode node = report.Nodes.First(n => n.IsClassSpace);
        Assert.Contains(nmt.Regions, region => region.Range.Overlaps(node.Range) && region.Key is "class" or "metaspace");
    }

    [Theory]
    [MemberData(nameof(Jdks))]
    public void Each_loader_has_its_usage(string jdk)
    {
        MetaspaceReport report = Read(jdk, "metaspace-loaders");

        Assert.Equal(report.Loaders, report.PerLoader.Count);
        Assert.All(report.PerLoader, loader => Assert.NotNull(loader.Both));
        Assert.Equal(20, report.PerLoader.Count(loader => loader.Name.StartsWith("instance of Small$Loader", StringComparison.Ordinal)));
        Assert.Equal(report.Classes, report.PerLoader.Sum(loader => loader.Classes));
    }

    [Theory]
    [MemberData(nameof(Jdks))]
    public void The_settings_are_read_in_every_form(string jdk)
    {
        MetaspaceReport report = Read(jdk, "metaspace-basic");

        Assert.Null(report.MaxSize);
        Assert.Equal(Bytes.FromMiB(1024), report.ClassSpaceSize);
        Assert.True(report.SharesClasses);
        Assert.Equal(jdk == "11" ? null : Bytes.FromKiB(64), report.CommitGranule);
        Assert.Equal(jdk == "25", report.KlassRange is not null);
    }

    [Theory]
    [MemberData(nameof(Jdks))]
    public void Words_in_dynamic_scale_are_about_the_bytes_of_the_exact_one(string jdk)
    {
        MetaspaceReport scaled = Read(jdk, "metaspace");
        MetaspaceReport exact = Read(jdk, "metaspace-vslist");

        Assert.InRange(scaled.BothSpaces!.Reserved.Value, exact.BothSpaces!.Reserved.Value * 0.99, exact.BothSpaces.Reserved.Value * 1.01);
        Assert.InRange(scaled.BothUsage!.Used.Value, exact.BothUsage!.Used.Value * 0.9, exact.BothUsage.Used.Value * 1.1);
    }
}
