using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Tests.Accounting;

public sealed class ThreadUsageTests
{
    [Theory]
    [InlineData(2, 4, 12)]
    [InlineData(2, 6, 20)]
    [InlineData(4, 6, 8)]
    public void Without_pages_a_stack_has_what_was_counted_of_its_mappings(int first, int end, int kib) =>
        Assert.Equal(Bytes.FromKiB(kib), Of(Made.Range(first, end)));

    [Theory]
    [InlineData(3, 4)]
    [InlineData(2, 5)]
    [InlineData(8, 9)]
    public void A_part_of_a_mapping_and_no_mapping_have_no_figure(int first, int end) => Assert.Null(Of(Made.Range(first, end)));

    static Bytes? Of(AddressRange stack)
    {
        Snapshot snapshot = Made.Snapshot(new Random(1), withPages: false) with
        {
            Mappings = [Mapping(0, 2), Mapping(2, 4), Mapping(4, 6)],
            Usage = [Usage(4), Usage(12), Usage(8)],
            Threads = [new ThreadStack(1, "worker", stack)],
        };
        return Assert.Single(ThreadUsage.Of(snapshot)).Resident;
    }

    static Mapping Mapping(int first, int end) => new(Made.Range(first, end), Access.Read | Access.Write, 0, default, 0, "", false);

    static MappingUsage Usage(int kib) => new() { Rss = Bytes.FromKiB(kib) };
}
