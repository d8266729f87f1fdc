using Fathom.Evidence;
using Fathom.Evidence.Malloc;
using Fathom.Sources.Allocators;
using Fathom.Tests.Sources.Elf;

namespace Fathom.Tests.Sources.Allocators;

public class AllocatorSearchTests
{
    const ulong Program = 0x550000000000, Library = 0x7F0000000000, Libc = 0x7F0000100000, Loader = 0x7E0000000000;

    const ulong Dynamic = ElfWriter.DataAddress;

    // Between the program headers and the tables.
    const ulong Code = 0x1A0;

    [Theory]
    [InlineData("mallctl", AllocatorKind.Jemalloc)]
    [InlineData("tc_malloc", AllocatorKind.Tcmalloc)]
    [InlineData("MallocExtension_GetNumericProperty", AllocatorKind.Tcmalloc)]
    [InlineData("mi_malloc", AllocatorKind.Mimalloc)]
    public void A_library_is_known_by_what_it_exports(string export, AllocatorKind kind)
    {
        FakeMemory memory = new();
        Put(memory, Library, Exporting("malloc", export));
        Put(memory, Libc, Exporting("malloc", "gnu_get_libc_version", "__libc_start_main"));

        IReadOnlyList<Allocator> found = AllocatorSearch.Find([Image(Library, "/opt/libfoo.so"), Image(Libc, "/lib/libc.so.6")], memory);

        Assert.Equal([(kind, true), (AllocatorKind.Glibc, false)], found.Select(each => (each.Kind, each.IsFirst)));
        Assert.Equal(("/opt/libfoo.so", AllocatorGround.Exports), (found[0].Library, found[0].Ground));
    }

    /// <summary>What libheaptrack_preload.so exports (nm -D): each call goes on to the C library.</summary>
    [Fact]
    public void What_records_calls_and_hands_them_on_is_no_allocator()
    {
        FakeMemory memory = new();
        Put(memory, Library, Exporting("heaptrack_malloc", "malloc", "mi_calloc", "mi_free", "mi_malloc", "mi_realloc"));
        Put(memory, Libc, Exporting("malloc", "gnu_get_libc_version", "__libc_start_main"));

        Allocator found = Assert.Single(AllocatorSearch.Find([Image(Library, "/usr/lib/heaptrack/libheaptrack_preload.so"), Image(Libc, "/lib/libc.so.6")], memory));

        Assert.Equal((AllocatorKind.Glibc, true), (found.Kind, found.IsFirst));
    }

    [Fact]
    public void The_loaders_list_says_whose_malloc_comes_first()
    {
        LoadedImage[] images = [Image(Program, "/opt/app"), Image(Library, "/opt/libfoo.so"), Image(Libc, "/lib/libc.so.6")];
        FakeMemory memory = new();
        Put(memory, Program, new ElfWriter { Debug = Loader, Exports = [new("main", 0x10, 8)] });
        Put(memory, Library, Exporting("malloc", "mallctl"));
        Put(memory, Libc, Exporting("malloc", "gnu_get_libc_version"));
        PutMaps(memory, Program, Libc, Library);

        Assert.Equal([(AllocatorKind.Glibc, true), (AllocatorKind.Jemalloc, false)],
            AllocatorSearch.Find(images, memory).Select(each => (each.Kind, each.IsFirst)));

        PutMaps(memory, Program, Library, Libc);
        Assert.Equal(AllocatorKind.Jemalloc, AllocatorSearch.Find(images, memory)[0].Kind);
    }

    [Fact]
    public void A_list_that_has_no_end_is_left()
    {
        FakeMemory memory = new();
        Put(memory, Program, new ElfWriter { Debug = Loader, Exports = [new("malloc", 0x10, 8)] });
        PutMaps(memory, Program);
        memory.Put(Loader + 0x100, ElfWriter.Longs(0, 0, Program + Dynamic, Loader + 0x100, 0));

        Assert.Equal(AllocatorKind.Unknown, Assert.Single(AllocatorSearch.Find([Image(Program, "/opt/app")], memory)).Kind);
    }

    [Theory]
    [InlineData("<jemalloc>: none", AllocatorKind.Jemalloc, null)]
    [InlineData("<jemalloc>: \u00005.3.0-12-g54eaed1d8b56b1aa528be3bdd1877e59c56fa90c", AllocatorKind.Jemalloc, "5.3.0")]
    [InlineData("<jemalloc>: \u0000x5.3-g54eaed1d8b56b1aa528be3bdd1877e59c56fa90c", AllocatorKind.Jemalloc, null)]
    [InlineData("tcmalloc: allocation failed\u0000gperftools 2.10", AllocatorKind.Tcmalloc, "2.10")]
    [InlineData("mimalloc: error: ", AllocatorKind.Mimalloc, null)]
    [InlineData("just a program", AllocatorKind.Unknown, null)]
    public void A_program_with_a_malloc_of_its_own_is_known_by_its_texts(string text, AllocatorKind kind, string? version)
    {
        FakeMemory memory = new();
        Put(memory, Program, new ElfWriter { SoName = text, Exports = [new("malloc", 0x10, 8)] });

        Allocator found = Assert.Single(AllocatorSearch.Find([Image(Program, "/opt/app")], memory));

        Assert.Equal((kind, version, true), (found.Kind, found.Version, found.IsFirst));
    }

    [Fact]
    public void A_library_that_only_speaks_of_one_is_none()
    {
        FakeMemory memory = new();
        Put(memory, Library, new ElfWriter { SoName = "<jemalloc>: ", Exports = [new("free", 0x10, 8), new("log", 0x20, 8)] });

        Assert.Empty(AllocatorSearch.Find([Image(Library, "/opt/libfoo.so")], memory));
    }

    [Theory]
    [InlineData(new byte[] { 0xB8, 0xD1, 0, 0, 0, 0xC3 }, "2.0.9")]
    [InlineData(new byte[] { 0xF3, 0x0F, 0x1E, 0xFA, 0xB8, 0xE0, 0, 0, 0, 0xC3 }, "2.2.4")]
    [InlineData(new byte[] { 0x55, 0x48, 0x89, 0xE5, 0xB8, 0xD1 }, null)]
    [InlineData(new byte[] { 0xB8, 0xFF, 0xFF, 0xFF, 0xFF, 0xC3 }, null)]
    public void Mimalloc_returns_its_version(byte[] code, string? version)
    {
        FakeMemory memory = new();
        byte[] library = Exporting("malloc", "mi_malloc", "mi_version").Build();
        code.CopyTo(library, (int)Code);
        Put(memory, Library, library);

        Assert.Equal(version, AllocatorSearch.Find([Image(Library, "/opt/libfoo.so")], memory)[0].Version);
    }

    [Fact]
    public void Damaged_images_and_lists_end() => Law.Holds(random =>
    {
        FakeMemory memory = new();
        byte[] program = new ElfWriter { Debug = Loader, SoName = "<jemalloc>: ", Exports = [new("malloc", 0x10, 8), new("mi_malloc", 0x10, 8), new("mi_version", 0x10, 8)] }.Build();
        for (int i = random.Next(1, 30); i > 0; i--)
            program[random.Next(program.Length)] = (byte)random.Next(256);
        Put(memory, Program, program);
        PutMaps(memory, Program, (ulong)random.NextInt64(), Libc);

        Assert.InRange(AllocatorSearch.Find([Image(Program, "/opt/app")], memory).Count, 0, 1);
    }, 2000);

    static ElfWriter Exporting(params string[] names) =>
        new() { Exports = [.. names.Select(name => new ElfWriter.Symbol(name, Code, 8))] };

    static void Put(FakeMemory memory, ulong at, ElfWriter image) => Put(memory, at, image.Build());

    static void Put(FakeMemory memory, ulong at, byte[] file)
    {
        memory.Put(at, file[..(int)Math.Min((ulong)file.Length, ElfWriter.DataOffset)]);
        if ((ulong)file.Length > ElfWriter.DataOffset)
            memory.Put(at + ElfWriter.DataAddress, file[(int)ElfWriter.DataOffset..]);
    }

    /// <summary>struct r_debug, and a struct link_map for each image.</summary>
    static void PutMaps(FakeMemory memory, params ulong[] images)
    {
        memory.Put(Loader, ElfWriter.Longs(1, Loader + 0x100));
        for (int i = 0; i < images.Length; i++)
        {
            ulong at = Loader + 0x100 + ((ulong)i * 0x100);
            memory.Put(at, ElfWriter.Longs(images[i], 0, unchecked(images[i] + Dynamic), i + 1 < images.Length ? at + 0x100 : 0, 0));
        }
    }

    static LoadedImage Image(ulong at, string name) =>
        new(name, new AddressRange(new Address(at), new Address(at + 0x4000)), at, []);
}
