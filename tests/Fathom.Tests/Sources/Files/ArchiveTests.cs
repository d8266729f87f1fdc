using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Fathom.Evidence;
using Fathom.Sources.Files;

namespace Fathom.Tests.Sources.Files;

public class ArchiveTests
{
    const string Text = "VmRSS:\t  42 kB\n";

    [Fact]
    public void A_text_packed_by_gzip_zip_or_tar_is_read()
    {
        Assert.Equal([("f", Text)], Read(Gzip(Encoding.UTF8.GetBytes(Text))));
        Assert.Equal([("f:a/status", Text), ("f:b", "x")], Read(Zip(("a/status", Text), ("b", "x"))));
        Assert.Equal([("f:proc/status", Text)], Read(Tar("proc/status", Text)));
    }

    [Fact]
    public void A_bomb_is_not_unpacked()
    {
        Gap gap = Assert.IsType<Gap>(Archive.Read(Gzip(new byte[64 << 20]), "f", (_, _) => true));
        Assert.Equal("packed-too-long", gap.Id);
        using MemoryStream zip = new();
        using (ZipArchive archive = new(zip, ZipArchiveMode.Create))
        {
            using Stream entry = archive.CreateEntry("zeros").Open();
            entry.Write(new byte[64 << 20]);
        }
        Assert.Equal("packed-too-long", Archive.Read(zip.ToArray(), "f", (_, _) => true)?.Id);
    }

    [Fact]
    public void Of_a_file_that_was_cut_its_beginning_is_read()
    {
        Random random = new(3);
        string text = string.Concat(Enumerable.Range(0, 50_000).Select(i => $"{random.Next()} kB\n"));
        byte[] packed = Gzip(Encoding.UTF8.GetBytes(text));
        string got = "";
        Gap? gap = Archive.Read(packed[..(packed.Length / 2)], "f", (_, bytes) => (got = Encoding.UTF8.GetString(bytes)).Length > 0);
        Assert.StartsWith(got[..1000], text, StringComparison.Ordinal);
        _ = gap;
    }

    [Fact]
    public void Damaged_ones_end_with_a_gap_or_a_text()
    {
        foreach (byte[] real in (byte[][])[Gzip(Encoding.UTF8.GetBytes(Text)), Zip(("a", Text)), Tar("a", Text)])
            Fuzz.Everywhere(real, bytes => Archive.Read(bytes, "f", (_, _) => true), 500);
    }

    [Theory]
    [InlineData("JAVA PROFILE 1.0.2\0", "heap dump")]
    [InlineData("FLR\0\u0001", "Flight Recorder")]
    [InlineData("PERFILE2xx", "perf")]
    [InlineData("SQLite format 3\0", "SQLite")]
    [InlineData("\u007fELF\u0002\u0001", "ELF")]
    [InlineData("%PDF-1.7", "PDF")]
    [InlineData("\u0001\u0002\u0003\u0004\0\0\0\0", "no kind")]
    public void What_is_no_text_is_named(string head, string words) =>
        Assert.Contains(words, BinaryKind.Of(Encoding.Latin1.GetBytes(head)) ?? "a text", StringComparison.Ordinal);

    [Fact]
    public void Marks_of_bytes_above_127_are_known()
    {
        Assert.Contains("class file", BinaryKind.Of([0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 61]), StringComparison.Ordinal);
        Assert.Contains("image", BinaryKind.Of([0x89, (byte)'P', (byte)'N', (byte)'G']), StringComparison.Ordinal);
        Assert.Null(BinaryKind.Of(Encoding.UTF8.GetBytes(Text)));
    }

    static List<(string, string)> Read(byte[] packed)
    {
        List<(string, string)> texts = [];
        Assert.Null(Archive.Read(packed, "f", (name, bytes) =>
        {
            texts.Add((name, Encoding.UTF8.GetString(bytes)));
            return true;
        }));
        return texts;
    }

    internal static byte[] Gzip(byte[] bytes)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Optimal))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    static byte[] Zip(params (string Name, string Text)[] files)
    {
        using MemoryStream packed = new();
        using (ZipArchive zip = new(packed, ZipArchiveMode.Create))
        {
            foreach ((string name, string text) in files)
            {
                using StreamWriter writer = new(zip.CreateEntry(name).Open());
                writer.Write(text);
            }
        }
        return packed.ToArray();
    }

    static byte[] Tar(string name, string text)
    {
        using MemoryStream packed = new();
        using (TarWriter tar = new(packed, TarEntryFormat.Ustar))
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
        return packed.ToArray();
    }
}
