using Fathom.Evidence;

namespace Fathom.Tests.Evidence;

public class RangeTests
{
    const int Pages = 64;

    [Fact]
    public void What_is_left_is_what_a_map_of_pages_leaves() => Law.Holds(random =>
    {
        AddressRange[] ranges = Disjoint(random);
        AddressRange[] taken = [.. Enumerable.Range(0, random.Next(8)).Select(_ => Any(random)).OrderBy(r => r.Start)];

        bool[] left = Painted(RangeSet.Without(ranges, taken));

        bool[] model = Painted(ranges);
        foreach (AddressRange range in taken)
            model.AsSpan((int)(range.Start.Value / 4096), (int)range.Pages).Clear();
        Assert.Equal(model, left);
    });

    [Fact]
    public void What_is_left_stays_in_order_and_none_of_it_is_empty() => Law.Holds(random =>
    {
        AddressRange[] taken = [.. Enumerable.Range(0, random.Next(8)).Select(_ => Any(random)).OrderBy(r => r.Start)];

        AddressRange[] left = [.. RangeSet.Without(Disjoint(random), taken)];

        Assert.All(left, range => Assert.False(range.IsEmpty));
        Assert.All(left.Zip(left.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start));
    });

    [Fact]
    public void A_mapping_is_found_by_every_address_in_it_and_by_no_other() => Law.Holds(random =>
    {
        Mapping[] mappings = [.. Disjoint(random).Select(range => new Mapping(range, Access.Read, 0, default, 0, "", false))];

        foreach (int page in Enumerable.Range(0, Pages))
        {
            Address address = new((ulong)page * 4096 + (ulong)random.Next(4096));
            Mapping? naive = mappings.FirstOrDefault(mapping => mapping.Range.Contains(address));
            Assert.Same(naive, MappingTable.Find(mappings, address));
        }
    });

    static AddressRange[] Disjoint(Random random)
    {
        List<AddressRange> ranges = [];
        for (int page = random.Next(4); page < Pages - 8; page += random.Next(3))
        {
            int end = page + random.Next(1, 8);
            ranges.Add(Of(page, end));
            page = end;
        }
        return [.. ranges];
    }

    static AddressRange Any(Random random)
    {
        int start = random.Next(Pages);
        return Of(start, random.Next(start, Pages));
    }

    static AddressRange Of(int first, int end) => new(new Address((ulong)first * 4096), new Address((ulong)end * 4096));

    static bool[] Painted(IEnumerable<AddressRange> ranges)
    {
        bool[] pages = new bool[Pages];
        foreach (AddressRange range in ranges)
            pages.AsSpan((int)(range.Start.Value / 4096), (int)range.Pages).Fill(true);
        return pages;
    }
}
