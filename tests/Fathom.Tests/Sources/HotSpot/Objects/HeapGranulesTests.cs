using Fathom.Evidence;
using Fathom.Sources.HotSpot;
using Fathom.Sources.HotSpot.Holders;
using Fathom.Sources.HotSpot.Objects;

namespace Fathom.Tests.Sources.HotSpot.Objects;

public sealed class HeapGranulesTests
{
    const ulong View = 1UL << 44, Granule = 2UL << 20;

    static readonly ReferenceCode Code = new(8, 0, 0, false, View - 1, View, View);

    [Theory]
    [InlineData(0, false)]
    [InlineData(10, false)]
    [InlineData(500, true)]
    public void References_between_objects_say_that_they_are_not_understood(int between, bool stale)
    {
        HeapGranules granules = Of(used: Granule / 2);
        for (ulong i = 0; i < 1000; i++)
            granules.Note(View + (i * 64));
        for (ulong i = 0; i < 1000; i++)
            granules.Check(View + (i * 64) + (i < (ulong)between ? 24UL : 0));

        Assert.Equal(stale, granules.IsStale);
    }

    [Fact]
    public void What_came_since_is_not_missed()
    {
        HeapGranules granules = Of(used: 4096);
        for (ulong i = 0; i < 1000; i++)
            granules.Check(View + 4096 + (i * 64));

        Assert.False(granules.IsStale);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(2, false)] // of objects that are dead
    [InlineData(40, true)]
    public void References_to_where_no_object_can_be_say_so_too(int nowhere, bool stale)
    {
        HeapGranules granules = Of(used: 4096);
        granules.Check(0);
        for (ulong i = 0; i < (ulong)nowhere; i++)
            granules.Check(View + (3 * Granule) + (i * 64));

        Assert.Equal(stale, granules.IsStale);
    }

    static HeapGranules Of(ulong used) =>
        HeapGranules.Of(new HeapMoment([new HeapPart(new AddressRange(new Address(View), new Address(View + used)), "z", 8)], [], 0, false), Code)!;
}
