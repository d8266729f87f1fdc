using System.Text;
using Fathom.Evidence;
using Fathom.Sources.Bundle;

namespace Fathom.Tests.Sources.Bundle;

public sealed class BundleFileTests
{
    static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Parts_come_back_as_they_were()
    {
        using TemporaryFolder folder = new();
        byte[] large = new byte[300_000];
        new Random(1).NextBytes(large);
        using BundleFile bundle = Opened(folder, Written(("maps", "a line\n"u8.ToArray()), ("empty", []), ("large", large)));
        Assert.Null(bundle.Fault);
        Assert.Equal(Time, bundle.TakenAt);
        Assert.Equal(["maps", "empty", "large"], bundle.Parts.Select(part => part.Name));
        Assert.All(bundle.Parts, part => Assert.True(part.IsWhole));
        Assert.Equal("a line\n", Encoding.UTF8.GetString(bundle.Read("maps", 100).Value));
        Assert.Equal(large, bundle.Read("large", large.Length).Value);
        Assert.Empty(bundle.Read("empty", 100).Value);
        Assert.False(bundle.Read("large", 100).Ok);
    }

    [Fact]
    public void Any_prefix_reads_as_far_as_it_is_whole()
    {
        byte[] whole = Written(("one", "first"u8.ToArray()), ("two", "second"u8.ToArray()));
        using TemporaryFolder folder = new();
        for (int length = 0; length < whole.Length; length++)
        {
            Result<BundleFile> opened = BundleFile.Open(folder.Write("cut", whole.AsSpan(0, length)));
            if (!opened.Ok)
                continue;
            using BundleFile bundle = opened.Value;
            Assert.NotNull(bundle.Fault);
            foreach (BundlePart part in bundle.Parts.Where(part => part.IsWhole))
                Assert.Equal(part.Name == "one" ? "first" : "second", Encoding.UTF8.GetString(bundle.Read(part.Name, 100).Value));
        }
    }

    [Fact]
    public void Every_changed_bit_is_noticed()
    {
        byte[] whole = Written(("one", "first"u8.ToArray()), ("two", "second"u8.ToArray()));
        using TemporaryFolder folder = new();
        for (int bit = 0; bit < whole.Length * 8; bit++)
        {
            byte[] changed = [.. whole];
            changed[bit / 8] ^= (byte)(1 << bit % 8);
            Result<BundleFile> opened = BundleFile.Open(folder.Write("bit", changed));
            using BundleFile? bundle = opened.Or(null);
            Assert.True(bundle is null || bundle.Fault is not null, $"bit {bit}");
        }
    }

    [Fact]
    public void A_block_that_unpacks_to_more_than_it_says_ends_its_part()
    {
        // 100 MB of zeros pack to 100 kB; the block says that they are ten.
        byte[] bomb = Packed(new byte[100_000_000]);
        byte[] payload = [10, 0, 0, 0, .. bomb];
        MemoryStream to = new();
        BundleWriter writer = new(to);
        writer.Begin(Time);
        writer.Write(BundleFormat.Part, [(byte)PartKind.ProcFile, .. "maps"u8]);
        writer.Write(BundleFormat.Block, payload);
        writer.Write(BundleFormat.PartEnd, [10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        writer.End();
        using TemporaryFolder folder = new();
        using BundleFile bundle = Opened(folder, to.ToArray());
        Assert.Empty(bundle.Read("maps", 1 << 20).Value);
    }

    [Fact]
    public void A_newer_format_is_said_to_be_one()
    {
        MemoryStream to = new();
        BundleWriter writer = new(to);
        to.Write(BundleFormat.Magic);
        writer.Write(BundleFormat.Segment, [2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        using TemporaryFolder folder = new();
        Assert.Equal(Gaps.BundleTooNew.Id, BundleFile.Open(folder.Write("new", to.ToArray())).Gap!.Id);
        Assert.Equal(Gaps.BundleNotBundle.Id, BundleFile.Open(folder.Write("text", "not one")).Gap!.Id);
    }

    [Fact]
    public void Records_of_a_newer_fathom_are_passed_over()
    {
        MemoryStream to = new();
        BundleWriter writer = new(to);
        writer.Begin(Time);
        writer.Write(200, "whatever"u8);
        writer.Part(PartKind.ProcFile, "maps", "x"u8);
        writer.End();
        using TemporaryFolder folder = new();
        using BundleFile bundle = Opened(folder, to.ToArray());
        Assert.Null(bundle.Fault);
        Assert.Equal("x"u8, bundle.Read("maps", 10).Value);
    }

    [Fact]
    public void Random_bytes_behind_the_magic_are_no_exception() => Law.Holds(random =>
    {
        byte[] bytes = Written(("one", "first"u8.ToArray()));
        for (int i = 0; i < 5; i++)
            bytes[random.Next(8, bytes.Length)] = (byte)random.Next(256);
        using TemporaryFolder folder = new();
        using BundleFile? bundle = BundleFile.Open(folder.Write("random", bytes)).Or(null);
        foreach (BundlePart part in bundle?.Parts ?? [])
            _ = bundle!.Read(part.Name, 1000);
    });

    [Theory]
    [InlineData("123456789", 0xE3069283)] // RFC 3720, B.4, and the check value of CRC-32/ISCSI
    [InlineData("", 0)]
    public void The_checksum_is_Castagnolis(string text, uint crc) => Assert.Equal(crc, Crc32C.Of(Encoding.ASCII.GetBytes(text)));

    static byte[] Packed(byte[] plain)
    {
        MemoryStream to = new();
        using (System.IO.Compression.DeflateStream deflate = new(to, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(plain);
        return to.ToArray();
    }

    static byte[] Written(params (string Name, byte[] Content)[] parts)
    {
        MemoryStream to = new();
        BundleWriter writer = new(to);
        writer.Begin(Time);
        foreach ((string name, byte[] content) in parts)
            writer.Part(PartKind.ProcFile, name, content);
        writer.End();
        return to.ToArray();
    }

    static BundleFile Opened(TemporaryFolder folder, byte[] content) => BundleFile.Open(folder.Write("x.fathom", content)).Value;
}
