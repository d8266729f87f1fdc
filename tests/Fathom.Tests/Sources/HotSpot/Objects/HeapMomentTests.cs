using Fathom.Evidence;
using Fathom.Sources.HotSpot.Objects;

namespace Fathom.Tests.Sources.HotSpot.Objects;

public class HeapMomentTests
{
    const ulong Place = 0x4000_0000;

    [Theory]
    [InlineData(0x1000, 7, true)]
    [InlineData(0x2000, 7, true)] // grown
    [InlineData(0x800, 7, false)]
    [InlineData(0x2000, 8, false)] // freed, given out anew and filled further, all in one collection
    public void Objects_stand_where_they_stood_while_their_page_is_the_same(int used, int born, bool stands) =>
        Assert.Equal(stands, Of(0x1000, 7).StillStandsAt(Of(used, born)));

    [Fact]
    public void A_page_that_is_gone_took_its_objects_along() =>
        Assert.False(Of(0x1000, 7).StillStandsAt(new HeapMoment([], [], 3, false)));

    [Theory]
    [InlineData(0x3fff_fff8, false)]
    [InlineData(0x4000_0000, true)]
    [InlineData(0x4000_0ff8, true)]
    [InlineData(0x4000_1000, false)]
    public void What_came_behind_the_tops_had_no_place_then(ulong at, bool holds) => Assert.Equal(holds, Of(0x1000, 7).Holds(new Address(at)));

    static HeapMoment Of(int used, int born) =>
        new([new HeapPart(new AddressRange(new Address(Place), new Address(Place + (ulong)used)), "z", 8, Born: (uint)born)], [], 3, false);
}
