using System.Diagnostics;
using Fathom.Evidence;
using Fathom.Sources.Elf;

namespace Fathom.Tests.Sources.Elf;

public class HostileElfTests
{
    const string Libc = "/lib/x86_64-linux-gnu/libc.so.6";

    static readonly byte[] Written = new ElfWriter
    {
        Exports = [new("imported", 0, 0, Section: 0), new("malloc", 0x1100, 0x40), new("free", 0x1140, 0x20)],
        Symbols = [new("malloc", 0x1100, 0x40), new("static_one", 0x1180, 0x40, Binding: SymbolBinding.Local)],
        SysvHash = true,
        BssSize = 0x3000,
    }.Build();

    [Fact]
    public void A_file_cut_at_any_byte_is_answered_without_an_exception()
    {
        for (int length = 0; length <= Written.Length; length++)
            Exhaust.Everything(new ArrayBytes(Written, length));
    }

    [Fact]
    public void Any_byte_at_its_extremes_is_answered_without_an_exception()
    {
        byte[] file = [.. Written];
        for (int at = 0; at < file.Length; at++)
        {
            foreach (byte value in (ReadOnlySpan<byte>)[0x00, 0x7F, 0x80, 0xFF])
            {
                file[at] = value;
                Exhaust.Everything(new ArrayBytes(file));
            }
            file[at] = Written[at];
        }
    }

    [Fact]
    public void Flipped_bits_in_a_written_library_are_answered_without_an_exception() => Flip(Written, 12_000, 1);

    [RequiresFact(Libc)]
    public void Flipped_bits_in_a_real_library_are_answered_without_an_exception() =>
        Flip(File.ReadAllBytes(Libc)[..(128 * 1024)], 4_000, 2);

    [Fact]
    public void A_loaded_image_with_flipped_bits_claims_nothing_outside_its_neighbours()
    {
        const ulong at = 0x7F0000000000;
        var random = new Random(3);
        Mapping[] mappings = LoadedImagesTests.MappingsOf(at, bss: 0x3000);
        for (int i = 0; i < 8_000; i++)
        {
            byte[] file = [.. Written];
            for (int flips = random.Next(1, 6); flips > 0; flips--)
                file[random.Next(0x140)] ^= (byte)(1 << random.Next(8));
            file[0] = 0x7F;
            FakeMemory memory = new FakeMemory().Put(at, file[..0x1000]).Put(at + 0x3000, new byte[0x1000]);

            foreach (LoadedImage image in LoadedImages.Find(mappings, memory, []))
            {
                Assert.All(image.ZeroFill, zeros => Assert.Contains(mappings, m => m.IsAnonymous && m.Range.Contains(zeros)));
            }
        }
    }

    /// <summary>The headers get most of the flips: a flip in code tells nothing.</summary>
    static void Flip(byte[] original, int times, int seed)
    {
        var random = new Random(seed);
        byte[] file = [.. original];
        var undo = new List<int>();
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < times; i++)
        {
            for (int flips = random.Next(1, 8); flips > 0; flips--)
            {
                int at = random.Next(random.Next(2) == 0 ? Math.Min(0x400, file.Length) : file.Length);
                file[at] ^= (byte)(1 << random.Next(8));
                undo.Add(at);
            }
            Exhaust.Everything(new ArrayBytes(file));
            foreach (int at in undo)
                file[at] = original[at];
            undo.Clear();
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), "a mutation made the reader run on");
        }
    }
}
