using Fathom.Evidence;

namespace Fathom.Tests.Accounting;

/// <summary>Made-up evidence: mappings, pages, and claims of all kinds at random.</summary>
static class Made
{
    internal const int Pages = 256;

    static readonly string[] Names =
    [
        "", "", "", "[heap]", "[stack]", "[vdso]", "[vvar]", "/lib/libc.so.6", "/lib/libzip.so", "/srv/app.jar", "/data/file",
        "/memfd:pool", "/dev/dri/card0", "/huge/pages", "anon_inode:[io_uring]", "[anon:x]",
    ];

    internal static readonly Device Hugetlb = new(0, 99);

    internal static Snapshot Snapshot(Random random, bool withPages = true, bool withUsage = false)
    {
        Mapping[] mappings = Mappings(random);
        Snapshot snapshot = new()
        {
            TakenAt = default,
            Target = new Target { Pid = 1 },
            Status = new ProcessStatus { Resident = Bytes.FromPages(random.Next(Pages)) },
            Mappings = mappings,
            Pages = withPages ? RandomPages(random) : null,
            Usage = withUsage ? [.. mappings.Select(mapping => Usage(random, mapping))] : null,
            Threads = [.. Some(random, 5).Select((range, i) => new ThreadStack(i + 1, $"worker-{random.Next(3)}", range))],
            Malloc = new MallocPlaces(
                [.. Some(random, 3).Select(range => new HeapSegment(range, range.Start))],
                [.. Some(random, 4).Select(range => new MmappedChunks(range, 1))], true),
            Images = [new LoadedImage("/lib/libc.so.6", Range(0, 1), 0, [.. Some(random, 2)])],
            HugetlbDevices = new HashSet<Device> { Hugetlb },
            Cost = Cost.None,
        };
        return snapshot;
    }

    internal static AddressRange Range(int first, int end) =>
        new(new Address((ulong)first * 4096), new Address((ulong)end * 4096));

    internal static IEnumerable<AddressRange> Some(Random random, int most)
    {
        for (int i = random.Next(most + 1); i > 0; i--)
        {
            int first = random.Next(Pages);
            yield return Range(first, random.Next(first, Math.Min(Pages, first + 30) + 1));
        }
    }

    static Mapping[] Mappings(Random random)
    {
        List<Mapping> mappings = [];
        for (int page = random.Next(5); page < Pages - 20; page += random.Next(2) * random.Next(10))
        {
            int end = page + random.Next(1, 20);
            string name = Names[random.Next(Names.Length)];
            bool file = name.StartsWith('/') || name.StartsWith("anon_inode", StringComparison.Ordinal);
            mappings.Add(new Mapping(Range(page, end), (Access)random.Next(16), 0,
                name == "/huge/pages" ? Hugetlb : default, file ? 7UL : 0, name, random.Next(4) == 0));
            page = end;
        }
        return [.. mappings];
    }

    static PageRuns RandomPages(Random random)
    {
        PageRuns.Builder builder = new();
        for (int page = 0; page < Pages;)
        {
            int length = Math.Min(random.Next(1, 12), Pages - page);
            PageKind kind = random.Next(5) switch
            {
                0 => PageKind.None,
                1 => PageKind.Swapped,
                2 => PageKind.Present | PageKind.Zero,
                3 => PageKind.Present | PageKind.File,
                _ => PageKind.Present,
            };
            if (kind != PageKind.None)
                builder.Add(new PageRun(new Address((ulong)page * 4096), length, kind));
            page += length;
        }
        return builder.Build();
    }

    static MappingUsage Usage(Random random, Mapping mapping) => new()
    {
        Rss = Bytes.FromPages(random.Next((int)mapping.Range.Pages + 1)),
        Pss = new Bytes(random.NextInt64(mapping.Range.Length.Value + 1)),
        Swap = Bytes.FromPages(random.Next(2)),
    };
}
