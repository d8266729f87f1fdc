using Fathom.Evidence;
using Fathom.Sources.Proc;

namespace Fathom.Tests.Sources.Proc;

public class UsageTableTests
{
    [Fact]
    public void Counts_are_joined_by_address_and_not_by_place_in_the_file()
    {
        Mapping[] maps = [At(1, 2), At(3, 5), At(6, 7)];
        SmapsText.Entry[] smaps = [Entry(0, 1, 100), Entry(1, 2, 1), Entry(3, 4, 200), Entry(6, 7, 3), Entry(8, 9, 300)];

        MappingUsage[] usage = UsageTable.Align(maps, smaps);

        Assert.Equal([1L, 0L, 3L], usage.Select(counts => counts.Rss.Value));
    }

    [Fact]
    public void Without_counts_nothing_is_counted()
    {
        Assert.Equal([default, default], UsageTable.Align([At(1, 2), At(2, 3)], []));
        Assert.Empty(UsageTable.Align([], [Entry(1, 2, 1)]));
    }

    static Mapping At(ulong first, ulong end) =>
        new(new(new(first * 4096), new(end * 4096)), Access.Read, 0, default, 0, "", false);

    static SmapsText.Entry Entry(ulong first, ulong end, long rss) => new(At(first, end), new MappingUsage { Rss = new Bytes(rss) });
}
