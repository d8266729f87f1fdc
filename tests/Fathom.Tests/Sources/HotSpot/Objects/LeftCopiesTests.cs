using Fathom.Evidence;
using Fathom.Sources.HotSpot.Objects;

namespace Fathom.Tests.Sources.HotSpot.Objects;

/// <summary>Shenandoah's marks; the tables of ZGC are read in live tests.</summary>
public class LeftCopiesTests
{
    const ulong Start = 0x4000_0000, End = 0x4000_1000;

    [Theory]
    [InlineData(0x4000_0800 | 3, true)]
    [InlineData(End | 3, false)] // copied since: the copy is not walked
    [InlineData(0x4000_0800 | 2, false)] // an inflated lock
    [InlineData(0x4000_0800, false)] // locked by a stack
    [InlineData(1, false)]
    public void What_was_copied_counts_where_it_was_copied_to(ulong mark, bool elsewhere) =>
        Assert.Equal(elsewhere, new LeftCopies(Moment, null).Has(new Address(Start), BitConverter.GetBytes(mark)));

    static HeapMoment Moment => new([new HeapPart(new AddressRange(new Address(Start), new Address(End)), "shenandoah", 8)], [], 3, false);
}
