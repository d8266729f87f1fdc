using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources.Formats.HotSpot;
using Fathom.Sources.HotSpot;
using Fathom.Tests.Sources.Formats.HotSpot;

namespace Fathom.Tests.Sources.HotSpot;

public sealed class AnsweredRangesTests
{
    static readonly JvmState Read = new()
    {
        Ranges =
        [
            new(Range(0x1000, 0x2000), JvmPart.Heap, "eden"), new(Range(0x2000, 0x3000), JvmPart.Gc, "mark bitmap", Inferred: true),
            new(Range(0x3000, 0x4000), JvmPart.Gc, "block offset table", Inferred: true), new(Range(0x4000, 0x5000), JvmPart.Gc, "card table"),
            new(Range(0x5000, 0x6000), JvmPart.Metaspace, "nonclass"), new(Range(0x6000, 0x7000), JvmPart.ClassSpace, "class"),
        ],
    };

    [Fact]
    public void What_was_not_asked_changes_nothing() => Assert.Equal(Read.Ranges, AnsweredRanges.Join(Read, new JvmAnswers()).Ranges);

    [Fact]
    public void What_VM_info_names_takes_the_place_of_what_was_inferred()
    {
        JvmState joined = AnsweredRanges.Join(Read, new JvmAnswers { Info = VmInfoText.Parse(SavedAnswers.Read("17", "info-g1"), "f").Value });

        Assert.Equal(["mark bitmap", "mark bitmap"], Named(joined, "mark bitmap"));
        Assert.Equal(["0x7fd97c1a8000-0x7fd97c228000", "0x7fd97c128000-0x7fd97c1a8000"], Places(joined, "mark bitmap"));
        Assert.Equal(["0x7fd97c8a6000-0x7fd97c8b6000"], Places(joined, "card table"));
        Assert.Equal(["0x7fd97dd6e000-0x7fd97dd6f000"], Places(joined, "safepoint"));
        Assert.Equal(["block offset table"], Named(joined, "block offset table"));
        Assert.Equal(["nonclass"], Named(joined, "nonclass"));
        Assert.All(joined.Ranges.Where(range => range.Command is not null), range => Assert.False(range.Inferred));
    }

    [Theory]
    [InlineData("11")]
    [InlineData("17")]
    [InlineData("21")]
    [InlineData("25")]
    public void The_nodes_that_metaspace_lists_are_all_there_are(string jdk)
    {
        MetaspaceReport report = MetaspaceText.Parse(SavedAnswers.Read(jdk, "metaspace-vslist"), "f").Value;

        JvmState joined = AnsweredRanges.Join(Read, new JvmAnswers { Metaspace = report });

        Assert.NotEmpty(report.Nodes);
        Assert.Equal(report.Nodes.Select(node => node.Range).OrderBy(range => range.Start),
            joined.Ranges.Where(range => range.Part is JvmPart.Metaspace or JvmPart.ClassSpace).Select(range => range.Range).OrderBy(range => range.Start));
        Assert.Equal(["mark bitmap"], Named(joined, "mark bitmap"));
    }

    [Fact]
    public void NMTs_map_is_taken_in_whole_pages()
    {
        JvmState joined = AnsweredRanges.Join(Read, new JvmAnswers { Nmt = [new(Range(0x1001, 0x2001), "gc")] });

        Assert.Equal(new NmtRange(Range(0x1000, 0x3000), "gc"), Assert.Single(joined.NmtMap));
        Assert.Equal(Read.Ranges, joined.Ranges);
    }

    static IEnumerable<string> Named(JvmState state, string name) => state.Ranges.Where(range => range.Name == name).Select(range => range.Name);

    static IEnumerable<string> Places(JvmState state, string name) =>
        state.Ranges.Where(range => range.Name == name).Select(range => range.Range.ToString());

    static AddressRange Range(ulong start, ulong end) => new(new Address(start), new Address(end));
}
