using System.IO.Compression;
using System.Text;
using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Files;

namespace Fathom.Tests.Sources.Files;

public sealed class LongTextsTests
{
    /// <summary>Longer than what is held: a mapping a line, each given back but the last.</summary>
    static byte[] Log { get; } = Encoding.ASCII.GetBytes("Picked up JAVA_TOOL_OPTIONS\n" + string.Concat(Enumerable.Repeat(
        "7 mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000000000\n7 munmap(0x7f0000000000, 4096) = 0\n", 80_000))
        + "7 mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000000000\n");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_long_log_is_followed_packed_or_not(bool packed)
    {
        using TemporaryFolder folder = new();
        string path = Write(folder, Log, packed);
        List<Gap> gaps = [];

        SavedPiece piece = LongTexts.Of(path, gaps)!.Value.Piece;

        Assert.Equal(("strace", 160_002, 1), (piece.Kind, piece.LastLine, piece.Unread));
        Assert.Equal(new Bytes(8192), Assert.Single(Assert.IsType<MemoryCalls>(piece.Content).Programs).Live.Usable);
        Assert.Equal([Gaps.ProtectionNotTraced.Id], gaps.Select(gap => gap.Id));
    }

    [Fact]
    public void A_short_one_and_a_long_one_of_another_kind_are_left_to_others()
    {
        using TemporaryFolder folder = new();
        List<Gap> gaps = [];

        Assert.Null(LongTexts.Of(Write(folder, Log[..5000], packed: false), gaps));
        Assert.Null(LongTexts.Of(Write(folder, new byte[9 << 20], packed: false), gaps));
        Assert.Null(LongTexts.Of(Path.Combine(folder.Path, "absent"), gaps));
        Assert.Empty(gaps);
    }

    static string Write(TemporaryFolder folder, byte[] bytes, bool packed)
    {
        string path = Path.Combine(folder.Path, "log");
        using FileStream file = File.Create(path);
        if (!packed)
        {
            file.Write(bytes);
            return path;
        }
        using GZipStream gzip = new(file, CompressionLevel.Fastest);
        gzip.Write(bytes);
        return path;
    }
}
