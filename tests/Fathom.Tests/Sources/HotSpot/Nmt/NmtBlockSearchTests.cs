using System.Buffers.Binary;
using Fathom.Evidence;
using Fathom.Sources.HotSpot.Nmt;

namespace Fathom.Tests.Sources.HotSpot.Nmt;

public class NmtBlockSearchTests
{
    const ulong Start = 0x7f00_0000_0000;

    [Fact]
    public void Blocks_are_counted_by_tag_and_site_and_other_chunks_are_not()
    {
        MadeHeap heap = new(Start, 1 << 20);
        for (int i = 0; i < 100; i++)
        {
            heap.Block(1 + i, 5, 0x10002);
            heap.Chunk(40 + i);
            heap.Block(3000, 9, 0x20001);
        }

        NmtBlockSearch search = heap.Search();

        Assert.Equal(new NmtBlockSums(100, 5050, 5050), search.Sums[5]);
        Assert.Equal(new NmtBlockSums(100, 300_000, 300_000), search.Sums[9]);
        Assert.Equal(200, search.Sums.Sum(sums => sums.Count));
        Assert.Equal([(0x10002u, 100L, 5050L), (0x20001u, 100L, 300_000L)],
            search.Sites.Rows.ToArray().Where(row => row.Count > 0).OrderBy(row => row.Marker).Select(row => (row.Marker, row.Count, row.Size)));
        Assert.Equal((0, 0, 0), (search.BadFooters, search.OddChunks, search.Torn));
    }

    [Fact]
    public void A_header_inside_a_block_is_none()
    {
        MadeHeap heap = new(Start, 1 << 16);
        int data = heap.Block(1000, 5);
        BinaryPrimitives.WriteUInt64LittleEndian(heap.Bytes.AsSpan(data + 24), 65);
        MadeHeap.WriteHeader(heap.Bytes.AsSpan(data + 32), 30, 3, 0);
        (heap.Bytes[data + 32 + 46], heap.Bytes[data + 32 + 47]) = (0xE8, 0x8E);

        NmtBlockSearch search = heap.Search();

        Assert.Equal(1, search.Sums.Sum(sums => sums.Count));
        Assert.Equal(1000, search.Sums[5].Size);
    }

    [Fact]
    public void What_does_not_fit_its_chunk_or_has_no_footer_is_no_block()
    {
        MadeHeap heap = new(Start, 1 << 16);
        int odd = heap.Block(100, 5), torn = heap.Block(200, 5), dead = heap.Block(300, 5), good = heap.Block(400, 6);
        BinaryPrimitives.WriteUInt64LittleEndian(heap.Bytes.AsSpan(odd - 24), 4096 | 1);
        heap.Bytes[torn + 200] = 0;
        (heap.Bytes[dead + 300], heap.Bytes[dead + 301]) = (0xD8, 0x8D);

        NmtBlockSearch search = heap.Search();

        Assert.True(good > 0);
        Assert.Equal(new NmtBlockSums(1, 400, 400), search.Sums[6]);
        Assert.Equal(1, search.Sums.Sum(sums => sums.Count));
        Assert.Equal((2, 1, 1), (search.BadFooters, search.OddChunks, search.Torn));
    }

    [Fact]
    public void Only_the_resident_part_of_a_block_counts_as_resident()
    {
        MadeHeap heap = new(Start, 64 * 4096);
        int data = heap.Block(40 * 4096, 9);
        heap.Block(500, 10);

        // Of the large block the first two pages, one in the middle, and those from page 40 on.
        NmtBlockSearch search = heap.Search(null, (0, 2), (20, 1), (40, 24));

        long inLast = data + (40 * 4096) - (40 * 4096);
        Assert.Equal(new NmtBlockSums(1, 40 * 4096, (2 * 4096) - data + 4096 + inLast), search.Sums[9]);
        Assert.Equal(new NmtBlockSums(1, 500, 500), search.Sums[10]);
    }

    [Fact]
    public void Blocks_over_the_edges_of_windows_and_runs_are_found_once()
    {
        MadeHeap heap = new(Start, 4 << 20);
        int count = 0;
        for (int room = 0; room < (4 << 20) - 4000; count++)
            room = heap.Block(1 + ((count * 37) % 3000), count % 28);

        Assert.Equal(count, heap.Search().Sums.Sum(sums => sums.Count));
        Assert.Equal(count, heap.Search(null, (0, 100), (100, 1), (101, 923)).Sums.Sum(sums => sums.Count));
    }

    [Fact]
    public void A_budget_ends_the_search()
    {
        MadeHeap heap = new(Start, 4 << 20);

        Assert.True(heap.Search(new NmtBlockOptions { Most = Bytes.FromMiB(1) }).IsCut);
        Assert.False(heap.Search().IsCut);
    }

    [Fact]
    public void The_search_for_marks_finds_what_a_plain_loop_finds()
    {
        Random random = new(7);
        for (int run = 0; run < 2000; run++)
        {
            byte[] bytes = new byte[16 * random.Next(40) + random.Next(16)];
            for (int i = 0; i + 1 < bytes.Length; i++)
            {
                if (random.Next(20) == 0)
                    (bytes[i], bytes[i + 1]) = (0x9E, 0xE9);
            }
            int from = 16 * random.Next((bytes.Length / 16) + 1);
            int expected = -1;
            for (int i = from; i + 16 <= bytes.Length && expected < 0; i += 16)
                expected = bytes[i + 14] == 0x9E && bytes[i + 15] == 0xE9 ? i : -1;

            Assert.Equal(expected, NmtMarkSearch.Find(bytes, from));
        }
    }

    [Fact]
    public void Garbage_neither_throws_nor_runs_on()
    {
        Random random = new(11);
        for (int run = 0; run < 60; run++)
        {
            MadeHeap heap = new(run % 2 == 0 ? Start : 0, 16 * 4096);
            random.NextBytes(heap.Bytes);
            for (int i = 0; i < heap.Bytes.Length; i += 16)
            {
                int kind = random.Next(4);
                if (kind > 0)
                    MadeHeap.WriteHeader(heap.Bytes.AsSpan(i), kind == 1 ? (ulong)random.NextInt64() >> random.Next(64) : (ulong)random.Next(300), random.Next(256), (uint)random.Next());
            }
            NmtBlockSearch search = heap.Search(null, (0, 3), (4, 1), (7, 9));

            Assert.All(search.Sums, sums => Assert.InRange(sums.Resident, 0, sums.Size));
            Assert.False(search.IsCut);
        }
    }
}
