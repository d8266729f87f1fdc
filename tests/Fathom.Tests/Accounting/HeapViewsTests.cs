using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Tests.Accounting;

public class HeapViewsTests
{
    /// <summary>Any pages in any views: by a set of offsets it comes to the same.</summary>
    [Fact]
    public void Each_page_of_the_file_counts_once()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            Random random = new(seed);
            PageRuns.Builder pages = new();
            List<Mapping> mappings = [];
            HashSet<long> offsets = [];
            ulong next = 0x40000000000;
            for (int i = 0; i < random.Next(1, 6); i++)
            {
                int length = random.Next(1, 40), first = random.Next(20);
                mappings.Add(new Mapping(new AddressRange(new Address(next), new Address(next + ((ulong)length * Bytes.PageSize))), Access.Read, (ulong)first * Bytes.PageSize, default, 7, "/memfd:java_heap", true));
                for (int page = 0; page < length; page++)
                {
                    if (random.Next(3) == 0)
                        continue;
                    pages.Add(new PageRun(new Address(next + ((ulong)page * Bytes.PageSize)), 1, PageKind.Present));
                    offsets.Add(first + page);
                }
                next += (ulong)(length + random.Next(3)) * Bytes.PageSize;
            }
            Bytes once = HeapViews.Once(Of(mappings, pages.Build())) ?? Bytes.Zero;
            Assert.Equal(Bytes.FromPages(offsets.Count), once);
        }
    }

    [Fact]
    public void Offsets_that_cannot_be_are_left_out() =>
        Assert.Null(HeapViews.Once(Of([new Mapping(new AddressRange(new Address(4096), new Address(8192)), Access.Read, ulong.MaxValue - 4095, default, 7, "/memfd:java_heap", true)], PageRuns.Empty)));

    static Snapshot Of(IReadOnlyList<Mapping> mappings, PageRuns pages) => new()
    {
        TakenAt = default,
        Target = new Target(),
        Cost = Cost.None,
        Mappings = mappings,
        Pages = pages,
        JvmState = new JvmState { Collector = "Z" },
    };
}
