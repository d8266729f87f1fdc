using Fathom.Evidence;
using Fathom.Sources.Memory;
using Fathom.Sources.Proc;

namespace Fathom.Tests.Sources.Memory;

public sealed class PresentMemoryTests : IDisposable
{
    const ulong Start = 0x7f0000000000;

    readonly TemporaryFolder _folder = new();
    readonly RecordingMemory _inner = new();

    [Fact]
    public void An_absent_page_is_never_asked_for() => Law.Holds(random =>
    {
        RecordingMemory inner = new();
        PageRuns.Builder builder = new();
        for (ulong page = 0; page < 40; page++)
        {
            if (random.Next(2) == 0)
                builder.Add(new PageRun(new(Start + page * 4096), 1, (PageKind)random.Next(1, 16)));
        }
        PageRuns pages = builder.Build();
        using PresentMemory memory = new(inner, pages, [Mapped(Access.Read | Access.Write, file: false)], null);
        byte[] into = new byte[5 * 4096];

        for (int i = 0; i < 20; i++)
            memory.Read(new(Start + (ulong)random.Next(40 * 4096)), into.AsSpan(0, random.Next(into.Length)));
        Address[] places = [.. Enumerable.Range(0, 50).Select(_ => new Address(Start + (ulong)random.Next(40 * 4096)))];
        memory.ReadEach(places, 24, new byte[50 * 24], new bool[50]);

        ResidentIndex resident = new(pages);
        Assert.All(inner.Asked, range =>
        {
            for (Address at = range.Start; at < range.End; at = at.PageFloor + 4096)
                Assert.NotNull(resident.Find(at));
        });
    });

    [Fact]
    public void A_read_ends_where_the_first_absent_page_begins()
    {
        using PresentMemory memory = new(_inner, Pages(PageKind.Present), [Mapped(Access.Read, file: false)], null);
        byte[] into = new byte[100];

        Assert.Equal(60, memory.Read(new(Start + 4096 - 60), into));
        Assert.Equal(0, memory.Read(new(Start + 4096), into));
    }

    [Fact]
    public void An_absent_page_of_a_shared_mapping_is_read_where_another_mapping_of_it_is_present()
    {
        const ulong other = Start + (1UL << 30);
        Mapping View(ulong start, ulong offset, ulong inode) => new(
            new(new(start), new(start + 0x10000)), Access.Read | Access.Write | Access.Shared, offset, new(0, 1), inode, "/memfd:java_heap", true);
        PageRuns.Builder pages = new();
        pages.Add(new PageRun(new(other), 2, PageKind.Present));
        pages.Add(new PageRun(new(other + (1UL << 30)), 16, PageKind.Present));
        using PresentMemory memory = new(_inner, pages.Build(),
            [View(Start, 0x2000, 7), View(other, 0x3000, 7), View(other + (1UL << 30), 0x2000, 8)], null);

        Assert.Equal(0, memory.Read(new(Start + 8), new byte[8]));
        Assert.Equal(8, memory.Read(new(Start + 0x1000 + 8), new byte[8]));
        Assert.Equal(0, memory.Read(new(Start + 0x3000), new byte[8]));

        Assert.Equal(new Address(other + 8), Assert.Single(_inner.Asked).Start);
    }

    [Fact]
    public void An_absent_page_of_a_private_file_mapping_is_read_from_the_file()
    {
        using PresentMemory memory = OverFile(Pages(PageKind.Present), Access.Read);
        byte[] into = new byte[8];

        Assert.Equal(8, memory.Read(new(Start + 4096 + 10), into));
        Assert.Equal([.. Enumerable.Range(0, 8).Select(i => FileByte(8192 + 10 + i))], into);
        Assert.Equal(1, memory.ReadEach([new(Start + 8192)], 8, into, new bool[1]));
        Assert.Empty(_inner.Asked);
    }

    [Theory]
    [InlineData(PageKind.Swapped)]
    [InlineData(PageKind.Swapped | PageKind.File)]
    public void A_page_in_swap_was_written_so_the_file_does_not_hold_it(PageKind kind)
    {
        using PresentMemory memory = OverFile(Pages(kind), Access.Read | Access.Write);

        Assert.Equal(0, memory.Read(new(Start), new byte[8]));
        Assert.Empty(_inner.Asked);
    }

    [Theory]
    [InlineData(Access.Read | Access.Shared)]
    [InlineData(Access.None)]
    public void A_shared_or_inaccessible_mapping_is_not_read_from_its_file(Access access)
    {
        using PresentMemory memory = OverFile(PageRuns.Empty, access);

        Assert.Equal(0, memory.Read(new(Start), new byte[8]));
    }

    [Fact]
    public void A_file_that_cannot_be_opened_is_asked_for_once()
    {
        FakeMappedFiles files = new(null);
        using PresentMemory memory = new(_inner, PageRuns.Empty, [Mapped(Access.Read, file: true)], files);

        Assert.Equal(0, memory.Read(new(Start), new byte[8]));
        Assert.Equal(0, memory.Read(new(Start), new byte[8]));
        Assert.Equal(1, files.Opened);
    }

    [Fact]
    public void A_read_at_the_end_of_the_address_space_reads_nothing()
    {
        using PresentMemory memory = new(_inner, PageRuns.Empty, [], null);

        Assert.Equal(0, memory.Read(new(ulong.MaxValue - 3), new byte[64]));
        Assert.Equal(0, memory.ReadEach([new(ulong.MaxValue)], 8, new byte[8], new bool[1]));
    }

    public void Dispose() => _folder.Dispose();

    PresentMemory OverFile(PageRuns pages, Access access)
    {
        string path = _folder.Write("lib", [.. Enumerable.Range(0, 5 * 4096).Select(i => FileByte(i))]);
        return new PresentMemory(_inner, pages, [Mapped(access, file: true)], new FakeMappedFiles(path));
    }

    static byte FileByte(int offset) => (byte)(offset * 7 % 251);

    static PageRuns Pages(PageKind kind)
    {
        PageRuns.Builder builder = new();
        builder.Add(new PageRun(new(Start), 1, kind));
        return builder.Build();
    }

    static Mapping Mapped(Access access, bool file) => new(
        new AddressRange(new(Start), new(Start + 40 * 4096)), access, file ? 4096UL : 0, default, file ? 7UL : 0, file ? "/lib" : "", false);

    sealed class FakeMappedFiles(string? path) : IMappedFiles
    {
        public int Opened { get; private set; }

        public Result<RegularFile> Open(Mapping mapping)
        {
            Opened++;
            return path is null ? Gaps.FileUnopenable.At("map_files", "EPERM") : RegularFile.Open(path, Fathom.Evidence.Bytes.FromMiB(1));
        }
    }

    sealed class RecordingMemory : IMemory
    {
        public List<AddressRange> Asked { get; } = [];

        public int Read(Address from, Span<byte> into)
        {
            Asked.Add(new AddressRange(from, from + into.Length));
            return into.Length;
        }

        public int ReadEach(ReadOnlySpan<Address> from, int size, Span<byte> into, Span<bool> read)
        {
            foreach (Address address in from)
                Asked.Add(new AddressRange(address, address + size));
            read.Fill(true);
            return from.Length;
        }
    }
}
