using System.Text;
using Fathom.Evidence;
using Fathom.Sources.Core;
using Fathom.Sources.Elf;
using Fathom.Tests.Sources.Elf;

namespace Fathom.Tests.Sources.Core;

public sealed class CoreFileTests : IDisposable
{
    const ulong Start = 0x7F0000000000;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Memory_is_read_across_neighbouring_segments_and_not_past_what_was_dumped()
    {
        using CoreFile core = Open(new CoreWriter()
            .Load(Start + 0x1000, Filled(2), 0x2000)
            .Load(Start, Filled(1), 0x1000));
        byte[] bytes = new byte[0x3000];

        Assert.Equal(0x2000, core.Memory.Read(new Address(Start), bytes));
        Assert.Equal((1, 2), (bytes[0xFFF], bytes[0x1000]));
        Assert.Equal(0, core.Memory.Read(new Address(Start + 0x2000), bytes));
        Assert.Equal(0, core.Memory.Read(new Address(Start - 1), bytes));
        Assert.Equal(0, core.Memory.Read(new Address(ulong.MaxValue), bytes));
    }

    [Fact]
    public void Reading_at_many_addresses_says_of_each_whether_it_was_read()
    {
        using CoreFile core = Open(new CoreWriter().Load(Start, Filled(1), 0x1000));
        bool[] read = new bool[3];

        int count = core.Memory.ReadEach([new(Start), new(Start + 0xFFC), new(Start + 8)], 8, new byte[24], read);

        Assert.Equal(2, count);
        Assert.Equal([true, false, true], read);
    }

    [Fact]
    public void Maps_joins_segments_and_names_as_the_kernel_writes_them()
    {
        using CoreFile core = Open(new CoreWriter()
            .Load(Start, [], 0x1000, SegmentAccess.Read | SegmentAccess.Execute)
            .Load(Start + 0x1000, Filled(1), 0x1000)
            .Load(Start + 0x2000, Filled(1), 0x1000, SegmentAccess.None)
            .Load(0xFFFFFFFFFF600000, Filled(1), 0x1000, SegmentAccess.Execute)
            .Files(
                (Start - 0x1000, Start, 0, "/usr/lib/not dumped.so"),
                (Start, Start + 0x1000, 1, "/usr/lib/not dumped.so"),
                (Start + 0x1000, Start + 0x2000, 0, "/tmp/two\nlines (deleted)")));

        Assert.Equal(
            """
            7effffff f000-7f0000000000 r--p 00000000 00:00 0                          /usr/lib/not dumped.so
            7f0000000000-7f0000001000 r-xp 00001000 00:00 0                          /usr/lib/not dumped.so
            7f0000001000-7f0000002000 rw-p 00000000 00:00 0                          /tmp/two\012lines (deleted)
            7f0000002000-7f0000003000 ---p 00000000 00:00 0 
            ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]

            """.Replace("7effffff f000", "7efffffff000", StringComparison.Ordinal),
            Text(core, "maps"));
    }

    [Fact]
    public void Threads_stand_in_their_system_call_as_in_proc()
    {
        using CoreFile core = Open(new CoreWriter().Thread(17, 202, 0x7FFC1000, 0x401000).Thread(18, -1, 0x7FFC2000, 0x402000));

        Assert.Equal("202 0xa1 0xa2 0xa3 0xa4 0xa5 0xa6 0x7ffc1000 0x401000\n", Text(core, "task/17/syscall"));
        Assert.Equal("-1 0x7ffc2000 0x402000\n", Text(core, "task/18/syscall"));
        Assert.Equal(["17", "18"], core.Files.List("task").Value.Order());
        Assert.Equal("proc-file-absent", core.Files.Read("task/19/syscall", 4096).Gap?.Id);
        Assert.Equal("proc-file-absent", core.Files.Read("smaps", 4096).Gap?.Id);
    }

    [Fact]
    public void Status_says_what_the_core_knows_of_the_process()
    {
        using CoreFile core = Open(new CoreWriter().Process(4242, "java\nUid:\t0", "java -jar orders.jar").Thread(4242, 0, 0, 0));

        string[] lines = Text(core, "status").Split('\n');
        Assert.Equal("Name:\tjava\\nUid:\t0", lines[0]);
        Assert.Contains("Pid:\t4242", lines);
        Assert.Contains("State:\tS (sleeping)", lines);
        Assert.Contains("Threads:\t1", lines);
        Assert.Equal("java\0-jar\0orders.jar\0", Text(core, "cmdline"));
    }

    [Fact]
    public void The_whole_command_line_comes_from_the_initial_stack()
    {
        const ulong stack = 0x7FFC00000000;
        const ulong strings = stack + 0x800;
        string longOption = "-Dlong=" + new string('x', 200);
        byte[] arguments = Encoding.UTF8.GetBytes($"java\0{longOption}\0");
        byte[] variables = "MALLOC_ARENA_MAX=2\0"u8.ToArray();
        ulong environment = strings + (ulong)arguments.Length;
        ulong name = environment + (ulong)variables.Length;
        byte[] vector = ElfWriter.Longs(6, 4096, 25, strings - 16, 31, name, 0, 0);
        byte[] pointers = ElfWriter.Longs(2, strings, strings + 5, 0, environment, 0);
        byte[] page = new byte[0x1000];
        pointers.CopyTo(page, 0x400);
        vector.CopyTo(page, 0x400 + pointers.Length);
        arguments.CopyTo(page, 0x800);
        variables.CopyTo(page, 0x800 + arguments.Length);

        using CoreFile core = Open(new CoreWriter()
            .Process(1, "java", "java -Dlong=xxxx")
            .Note(6, vector)
            .Load(stack - 0x1000, new byte[0x1000], 0x1000)
            .Load(stack, page, 0x1000));

        Assert.Equal($"java\0{longOption}\0", Text(core, "cmdline"));
        Assert.Equal("MALLOC_ARENA_MAX=2\0", Text(core, "environ"));
        Assert.Contains("[stack]", Text(core, "maps"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_core_cut_at_any_byte_answers_with_gaps()
    {
        byte[] whole = new CoreWriter()
            .Process(1, "java", "java")
            .Thread(1, 0, Start, Start)
            .Files((Start, Start + 0x1000, 0, "/usr/lib/a.so"))
            .Note(6, ElfWriter.Longs(25, Start + 0x400000, 31, Start + 0x400100, 0, 0))
            .Load(Start, new byte[300], 0x1000)
            .Build();
        for (int length = 1; length < whole.Length; length += 3)
        {
            Result<CoreFile> core = CoreFile.Open(_folder.Write("cut", whole.AsSpan(0, length)));

            Assert.True(!core.Ok || core.Value.Missing.Count > 0, $"{length} of {whole.Length} bytes");
            if (core.Ok)
                ReadEverything(core.Value);
        }
    }

    [Fact]
    public void Flipped_bits_in_a_core_are_answered_without_an_exception()
    {
        byte[] whole = new CoreWriter()
            .Process(1, "java", "java")
            .Thread(1, 0, Start, Start)
            .Files((Start, Start + 0x1000, 0, "/usr/lib/a.so"))
            .Note(6, ElfWriter.Longs(25, Start + 0x400000, 31, Start + 0x400100, 0, 0))
            .Load(Start, new byte[64], 0x1000)
            .Build();
        var random = new Random(4);
        for (int i = 0; i < 3_000; i++)
        {
            byte[] file = [.. whole];
            for (int flips = random.Next(1, 6); flips > 0; flips--)
                file[random.Next(file.Length)] ^= (byte)(1 << random.Next(8));
            Result<CoreFile> core = CoreFile.Open(_folder.Write("flipped", file));
            if (core.Ok)
                ReadEverything(core.Value);
        }
    }

    [Fact]
    public void Segments_that_overlap_are_a_gap_and_are_read_once()
    {
        using CoreFile core = Open(new CoreWriter().Load(Start, Filled(1), 0x2000).Load(Start + 0x1000, Filled(2), 0x1000));

        Assert.Contains(core.Missing, gap => gap.Id == "elf-damaged");
        Assert.Equal("7f0000000000-7f0000002000 rw-p 00000000 00:00 0 \n", Text(core, "maps"));
    }

    [Fact]
    public void More_segments_than_the_header_can_count_are_counted_by_the_first_section()
    {
        byte[] file = [.. new CoreWriter().Load(Start, [], 0x1000).Load(Start + 0x1000, [], 0x1000).Build()];
        byte[] section = new byte[SectionHeader.Size];
        section[44] = 3;
        BitConverter.TryWriteBytes(file.AsSpan(40), (ulong)file.Length);
        BitConverter.TryWriteBytes(file.AsSpan(56), ElfHeader.NumberElsewhere);

        using CoreFile core = CoreFile.Open(_folder.Write("core", [.. file, .. section])).Value;

        Assert.Equal(2, Text(core, "maps").Count(c => c == '\n'));
    }

    [Fact]
    public void A_library_is_not_a_core() =>
        Assert.Equal("core-not-core", CoreFile.Open(_folder.Write("lib.so", new ElfWriter().Build())).Gap?.Id);

    [Fact]
    public void A_compressed_core_says_how_to_unpack_it() =>
        Assert.Contains("zstd -d", CoreFile.Open(_folder.Write("core.zst", [0x28, 0xB5, 0x2F, 0xFD, 0])).Gap?.Try, StringComparison.Ordinal);

    static void ReadEverything(CoreFile core)
    {
        using (core)
        {
            foreach (string name in new[] { "maps", "status", "comm", "cmdline", "environ", "auxv", "task/1/syscall" })
                _ = core.Files.Read(name, 1 << 20);
            _ = core.Files.ReadLink("exe");
            _ = core.Memory.Read(new Address(Start), new byte[0x2000]);
        }
    }

    CoreFile Open(CoreWriter writer) => CoreFile.Open(_folder.Write("core", writer.Build())).Value;

    static byte[] Filled(byte value) => [.. Enumerable.Repeat(value, 0x1000)];

    static string Text(CoreFile core, string name) => Encoding.UTF8.GetString(core.Files.Read(name, 1 << 20).Value);
}
