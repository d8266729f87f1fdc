using Fathom.Evidence;

namespace Fathom.Tests.Evidence;

public class BytesAndAddressTests
{
    [Fact]
    public void A_size_beyond_64_bits_is_refused_and_not_wrapped()
    {
        Assert.Throws<OverflowException>(() => Bytes.FromKiB(long.MaxValue / 1024 + 1));
        Assert.Throws<OverflowException>(() => Bytes.FromMiB(long.MaxValue));
        Assert.Throws<OverflowException>(() => Bytes.FromPages(long.MaxValue / Bytes.PageSize + 1));
        Assert.Throws<OverflowException>(() => new Bytes(long.MaxValue) + new Bytes(1));
        Assert.Throws<OverflowException>(() => new Bytes(long.MinValue) - new Bytes(1));
    }

    [Fact]
    public void Sizes_compare_by_value()
    {
        Assert.True(Bytes.FromMiB(1) > Bytes.FromKiB(1023));
        Assert.True(Bytes.FromKiB(1024) >= Bytes.FromMiB(1));
        Assert.Equal(Bytes.FromPages(256), Bytes.FromMiB(1));
    }

    [Fact]
    public void An_address_does_not_wrap_at_either_end()
    {
        Assert.Throws<OverflowException>(() => new Address(ulong.MaxValue) + 1);
        Assert.Throws<OverflowException>(() => new Address(0) + -1);
        Assert.Equal(new Address(ulong.MaxValue), new Address(ulong.MaxValue - 4096) + 4096);
    }

    [Fact]
    public void Distances_above_the_middle_of_the_address_space_are_measured()
    {
        Address gate = new(0xffffffffff600000);

        Assert.Equal(4096, gate + 4096 - gate);
        Assert.Equal(-4096, gate - (gate + 4096));
        Assert.Equal(2, new Address(0x8000000000000001) - new Address(0x7fffffffffffffff));
        Assert.Throws<OverflowException>(() => new Address(ulong.MaxValue) - new Address(0));
        Assert.Throws<OverflowException>(() => new Address(0) - new Address(ulong.MaxValue));
    }

    [Fact]
    public void A_page_floor_keeps_all_high_bits()
    {
        Assert.Equal(new Address(0xffffffffff600000), new Address(0xffffffffff600fff).PageFloor);
        Assert.Equal(new Address(0), new Address(4095).PageFloor);
        Assert.Equal("0xffffffffff600000", new Address(0xffffffffff600000).ToString());
    }

    [Fact]
    public void A_range_that_ends_before_it_starts_cannot_be_made()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Range(8, 4));
        Assert.True(Range(8, 8).IsEmpty);
        Assert.Throws<OverflowException>(() => Range(0, ulong.MaxValue).Length);
    }

    [Fact]
    public void Ranges_that_touch_do_not_overlap()
    {
        Assert.False(Range(0, 4096).Overlaps(Range(4096, 8192)));
        Assert.True(Range(0, 4097).Overlaps(Range(4096, 8192)));
        Assert.True(Range(0, 4096).Intersect(Range(4096, 8192)).IsEmpty);
        Assert.Equal(Range(10, 20), Range(0, 20).Intersect(Range(10, 30)));
        Assert.False(Range(0, 4096).Contains(new Address(4096)));
        Assert.True(Range(0, 4096).Contains(Range(0, 4096)));
        Assert.Equal(2, Range(4096, 12288).Pages);
    }

    static AddressRange Range(ulong start, ulong end) => new(new Address(start), new Address(end));
}
